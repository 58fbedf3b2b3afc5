package io.tollgate.metering;

import io.tollgate.schemas.UsageWindow;
import java.time.Duration;

/**
 * Decides which minute an event counts in: the one it happened in, unless that is closed, then the
 * one it arrived in. Immutable.
 *
 * @param grace how long after its end a window still takes events
 * @param closedUntilMillis windows that end at this time or before are closed for good
 */
record UsagePlacement(Duration grace, long closedUntilMillis) {
    /**
     * Where an event counts.
     *
     * @param minute the window
     * @param late whether that is not the one it happened in
     */
    record Place(UsageSpan minute, boolean late) {}

    /** Places an event by when it happened and when the broker had it, both in milliseconds. */
    Place place(long atMillis, long appendedAtMillis) {
        UsageSpan own = UsageSpan.holding(UsageWindow.MINUTE, atMillis);
        boolean late =
                own.endMillis() <= closedUntilMillis
                        || own.endMillis() + grace.toMillis() <= appendedAtMillis;
        long arrived = Math.max(appendedAtMillis, closedUntilMillis);
        return late
                ? new Place(UsageSpan.holding(UsageWindow.MINUTE, arrived), true)
                : new Place(own, false);
    }
}
