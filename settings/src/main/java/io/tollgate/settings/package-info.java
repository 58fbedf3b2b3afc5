/**
 * How a program is told what to do: settings from the environment and a file, read and checked as a
 * whole.
 */
@NullMarked
package io.tollgate.settings;

import org.jspecify.annotations.NullMarked;
