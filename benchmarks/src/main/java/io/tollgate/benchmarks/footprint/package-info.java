/** What a fleet takes: records, bytes and CPU, at rest and for each million requests. */
@NullMarked
package io.tollgate.benchmarks.footprint;

import org.jspecify.annotations.NullMarked;
