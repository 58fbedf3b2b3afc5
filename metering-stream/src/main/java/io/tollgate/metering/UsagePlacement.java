package io.tollgate.metering;

import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.UsageWindow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides which minute an event counts in: the one it happened in, unless that is closed, then the
 * one it arrived in. Immutable.
 *
 * @param grace how long after its end a window still takes events
 * @param closedUntilMillis windows that end at this time or before are closed for good
 */
public record UsagePlacement(Duration grace, long closedUntilMillis) {
    /**
     * Where an event counts.
     *
     * @param minute the window
     * @param late whether that is not the one it happened in
     */
    record Place(UsageSpan minute, boolean late) {}

    /**
     * An event and where it counts.
     *
     * @param event of a key
     * @param minute the window
     * @param late whether that is not the one it happened in
     */
    public record Placed(RequestEvent event, UsageSpan minute, boolean late) {}

    /** Places the events of a batch; those that concern no key count nowhere. */
    public List<Placed> place(Counted counted) {
        var placed = new ArrayList<Placed>(counted.events().size());
        for (RequestEvent event : counted.events()) {
            if (!event.getKeyId().isEmpty()) {
                Place place = place(counted.timeOf(event), counted.appendedAt());
                placed.add(new Placed(event, place.minute(), place.late()));
            }
        }
        return placed;
    }

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
