/**
 * What metering costs and how soon edges hear of it, beside the least that Kafka takes for either.
 */
@NullMarked
package io.tollgate.benchmarks.metering;

import org.jspecify.annotations.NullMarked;
