package io.tollgate.metering.replay;

import io.tollgate.metering.Counted;
import io.tollgate.metering.UsagePlacement;
import io.tollgate.metering.UsagePlacement.Placed;
import io.tollgate.metering.UsageSpan;
import io.tollgate.metering.UsageTally;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.UsageWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts usage again as metering counts it: events into minutes, minutes into hours and days. Not
 * thread-safe.
 */
final class Recount {
    private static final List<UsageWindow> WINDOWS =
            List.of(UsageWindow.MINUTE, UsageWindow.HOUR, UsageWindow.DAY);
    private static final int MOST_IN_MEMORY = 10_000;

    private final UsagePlacement placement;
    private final Scope scope;
    private final WindowTable windows;
    private final Map<WindowKey, UsageTally> minutes = new HashMap<>();

    /**
     * Counts into a table.
     *
     * @param grace how long after its end a window takes late events
     */
    Recount(Duration grace, Scope scope, WindowTable windows) {
        // Metering also knows until when it closed windows. But it closes them by the append times
        // of records before this one, which the record's own append time is never before.
        placement = new UsagePlacement(grace, Long.MIN_VALUE);
        this.scope = scope;
        this.windows = windows;
    }

    /** Counts events that had not arrived before. */
    void add(Counted counted) {
        if (!scope.concerns(counted.ownerId())) {
            return;
        }
        for (Placed placed : placement.place(counted)) {
            var minute =
                    new WindowKey(
                            UsageWindow.MINUTE,
                            placed.minute().startMillis(),
                            placed.event().getKeyId());
            minutes.computeIfAbsent(minute, key -> new UsageTally(key.keyId()))
                    .add(placed.event(), counted.ownerId(), placed.late());
        }
        if (minutes.size() > MOST_IN_MEMORY) {
            flush();
        }
    }

    /** Brings what was counted into the table. */
    void flush() {
        minutes.forEach((minute, tally) -> {
            for (UsageWindow window : WINDOWS) {
                UsageSpan span = UsageSpan.holding(window, minute.startMillis());
                if (scope.holds(span.startMillis())) {
                    add(new WindowKey(window, span.startMillis(), minute.keyId()), tally);
                }
            }
        });
        minutes.clear();
    }

    private void add(WindowKey key, UsageTally part) {
        Usage before = windows.get(key);
        UsageTally sum = before == null ? new UsageTally(key.keyId()) : UsageTally.of(before);
        sum.add(part);
        windows.put(sum.toUsage(key.span(), 1, false, Instant.EPOCH));
    }
}
