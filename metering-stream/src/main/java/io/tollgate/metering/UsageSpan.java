package io.tollgate.metering;

import io.tollgate.schemas.UsageWindow;
import java.time.Instant;

/**
 * One window of usage in UTC.
 *
 * @param window its length
 * @param startMillis its start in milliseconds since the epoch, a multiple of its length
 */
public record UsageSpan(UsageWindow window, long startMillis) {
    private static final long MINUTE_MILLIS = 60_000;
    private static final long HOUR_MILLIS = 60 * MINUTE_MILLIS;
    private static final long DAY_MILLIS = 24 * HOUR_MILLIS;

    /** The window of a length that holds a time. */
    public static UsageSpan holding(UsageWindow window, long millis) {
        return new UsageSpan(window, Math.floorDiv(millis, length(window)) * length(window));
    }

    /** When it ends, excluded, in milliseconds since the epoch. */
    public long endMillis() {
        return startMillis + length(window);
    }

    /** When it starts, included. */
    public Instant start() {
        return Instant.ofEpochMilli(startMillis);
    }

    /** When it ends, excluded. */
    public Instant end() {
        return Instant.ofEpochMilli(endMillis());
    }

    private static long length(UsageWindow window) {
        return switch (window) {
            case MINUTE -> MINUTE_MILLIS;
            case HOUR -> HOUR_MILLIS;
            case DAY -> DAY_MILLIS;
            case UNKNOWN -> throw new IllegalArgumentException("a window of unknown length");
        };
    }
}
