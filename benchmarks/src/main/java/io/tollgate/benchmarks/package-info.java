/** What the hot path costs. */
@NullMarked
package io.tollgate.benchmarks;

import org.jspecify.annotations.NullMarked;
