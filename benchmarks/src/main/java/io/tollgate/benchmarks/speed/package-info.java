/** What the doors and the tables of an edge cost, beside what people would use instead. */
@NullMarked
package io.tollgate.benchmarks.speed;

import org.jspecify.annotations.NullMarked;
