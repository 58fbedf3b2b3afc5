package io.tollgate.metering;

import io.tollgate.schemas.Gap;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The events of one batch that came too late for the minute they belong to, as they are listed in
 * {@code gaps}: those with neighbouring sequences together. Not thread-safe.
 */
final class LateEvents {
    private final NavigableMap<Long, Late> bySequence = new TreeMap<>();
    private final SequenceSet sequences = new SequenceSet();

    private record Late(long happenedAtMillis, UsageSpan countedIn) {}

    /** Notes an event that is counted in another minute than the one it happened in. */
    void add(long sequence, long happenedAtMillis, UsageSpan countedIn) {
        if (sequences.add(sequence)) {
            bySequence.put(sequence, new Late(happenedAtMillis, countedIn));
        }
    }

    /** The records that list them. */
    List<Gap> toGaps(GapReport report, Counted cameIn) {
        return sequences.ranges().stream().map(range -> gap(range, report, cameIn)).toList();
    }

    private Gap gap(Range range, GapReport report, Counted cameIn) {
        Late oldest =
                bySequence.subMap(range.first(), true, range.last(), true).values().stream()
                        .min(Comparator.comparingLong(Late::happenedAtMillis))
                        .orElseThrow();
        return report.late(range, cameIn, oldest.happenedAtMillis(), oldest.countedIn());
    }
}
