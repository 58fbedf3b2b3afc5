/**
 * Metering: turns what edges tell into usage, throttles and gaps, and abuse into alerts and
 * revocations. Start with {@link io.tollgate.metering.MeteringTopology}; the rules it wires are
 * plain classes beside it.
 */
@NullMarked
package io.tollgate.metering;

import org.jspecify.annotations.NullMarked;
