package io.tollgate.metering;

import java.time.Duration;

/** The number of live edges, counted anew now and then. Not thread-safe. */
final class FleetSize {
    private static final Duration FRESH = Duration.ofMillis(500);

    private final Heartbeats heartbeats;
    private long countedAt = Long.MIN_VALUE;
    private int size;

    FleetSize(Heartbeats heartbeats) {
        this.heartbeats = heartbeats;
    }

    int at(long nowMillis) {
        if (countedAt + FRESH.toMillis() <= nowMillis) {
            size = heartbeats.alive().size();
            countedAt = nowMillis;
        }
        return size;
    }
}
