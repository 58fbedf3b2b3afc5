/** Programs as processes of their own: those of Tollgate, and those they are measured beside. */
@NullMarked
package io.tollgate.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
