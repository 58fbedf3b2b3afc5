package io.tollgate.edge.fleet;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** What fleet time shows of itself. */
public final class ClockMetrics implements MeterBinder {
    private static final double MILLIS_PER_SECOND = 1e3;

    private final FleetClock clock;

    /** Shows a clock. */
    public ClockMetrics(FleetClock clock) {
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder(
                        "tollgate.clock.skew",
                        clock,
                        shown -> shown.wallSkewMillis() / MILLIS_PER_SECOND)
                .description("How far the wall clock is ahead of the brokers' clocks")
                .baseUnit("seconds")
                .register(registry);
    }
}
