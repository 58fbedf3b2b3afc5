/** How long revocations take until the last edge obeys. */
@NullMarked
package io.tollgate.benchmarks.revocation;

import org.jspecify.annotations.NullMarked;
