/** The admin program: its settings, its wiring, its start and its end. */
@NullMarked
package io.tollgate.admin;

import org.jspecify.annotations.NullMarked;
