/** Keys that became known to strangers: who tells us, how we look for them, what we do then. */
@NullMarked
package io.tollgate.admin.leak;

import org.jspecify.annotations.NullMarked;
