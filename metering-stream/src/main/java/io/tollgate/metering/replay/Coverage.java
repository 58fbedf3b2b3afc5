package io.tollgate.metering.replay;

import io.tollgate.schemas.Usage;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which windows can be counted again because all their events are still in {@code requests}.
 * Immutable.
 *
 * @param cutMillis for each partition that is read: events that were appended at this time or
 *     before may be gone, in milliseconds since the epoch
 * @param partitionOf the partition of an owner's events
 */
record Coverage(Map<Integer, Long> cutMillis, ToIntFunction<String> partitionOf) {
    /** Nothing is gone. */
    static final long WHOLE = Long.MIN_VALUE;

    /** Nothing was read. */
    static final Coverage NOTHING = new Coverage(Map.of(0, Long.MAX_VALUE), _ -> 0);

    Coverage {
        cutMillis = Map.copyOf(cutMillis);
    }

    /** Before this time something may be gone, but for partitions that hold nothing; else null. */
    @Nullable Instant cut() {
        return cutMillis.values().stream()
                .filter(millis -> millis != WHOLE && millis != Long.MAX_VALUE)
                .max(Comparator.naturalOrder())
                .map(Instant::ofEpochMilli)
                .orElse(null);
    }

    /** Events count where they happened or where they arrived, which is never after that. */
    boolean holds(Usage usage) {
        int partition = partitionOf.applyAsInt(usage.getOwnerId());
        return usage.getWindowStart().toEpochMilli() > cutMillis.getOrDefault(partition, WHOLE);
    }
}
