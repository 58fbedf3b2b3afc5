package io.tollgate.edge.table;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The clocks of an edge.
 *
 * @param wall wall clock, which may jump
 * @param nanos monotonic clock
 * @param fleetMillis fleet time, in milliseconds since the epoch
 */
public record Clocks(InstantSource wall, LongSupplier nanos, LongSupplier fleetMillis) {}
