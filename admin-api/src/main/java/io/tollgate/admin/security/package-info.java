/** Who may do what, and the secrets that the program keeps in files. */
@NullMarked
package io.tollgate.admin.security;

import org.jspecify.annotations.NullMarked;
