/** The audit: who changed what and why, told before and after, in a chain that shows tampering. */
@NullMarked
package io.tollgate.admin.audit;

import org.jspecify.annotations.NullMarked;
