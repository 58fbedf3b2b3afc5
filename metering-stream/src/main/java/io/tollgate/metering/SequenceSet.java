package io.tollgate.metering;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A set of sequences, kept as ranges, so that its size grows with the holes and not with the
 * members. Not thread-safe.
 */
final class SequenceSet {
    /** First to last of each range; no two overlap or touch. */
    private final NavigableMap<Long, Long> ranges = new TreeMap<>();

    /** Adds one sequence; false if it was there already. */
    boolean add(long sequence) {
        Map.Entry<Long, Long> below = ranges.floorEntry(sequence);
        if (below != null && below.getValue() >= sequence) {
            return false;
        }
        boolean joinsBelow = below != null && below.getValue() == sequence - 1;
        Long lastAbove = ranges.remove(sequence + 1);
        ranges.put(
                joinsBelow ? below.getKey() : sequence, lastAbove == null ? sequence : lastAbove);
        return true;
    }

    /** The holes from one sequence, included, to another, excluded. */
    List<Range> missingBetween(long from, long to) {
        var missing = new ArrayList<Range>();
        Map.Entry<Long, Long> below = ranges.floorEntry(from);
        long next = below == null ? from : Math.max(from, below.getValue() + 1);
        for (Map.Entry<Long, Long> range : ranges.tailMap(from, false).entrySet()) {
            if (range.getKey() >= to) {
                break;
            }
            if (range.getKey() > next) {
                missing.add(new Range(next, range.getKey() - 1));
            }
            next = range.getValue() + 1;
        }
        if (next < to) {
            missing.add(new Range(next, to - 1));
        }
        return missing;
    }

    /** The members as ranges, rising. */
    List<Range> ranges() {
        return ranges.entrySet().stream()
                .map(range -> new Range(range.getKey(), range.getValue()))
                .toList();
    }

    /** A set made of ranges that neither overlap nor touch. */
    static SequenceSet of(List<Range> disjoint) {
        var set = new SequenceSet();
        disjoint.forEach(range -> set.ranges.put(range.first(), range.last()));
        return set;
    }
}
