package io.tollgate.metering.replay;

import io.tollgate.metering.Range;
import io.tollgate.schemas.Gap;
import io.tollgate.schemas.GapState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What metering itself misses of one boot on one partition, by its gap records. Not thread-safe.
 */
final class OpenGaps {
    private final List<Range> opened = new ArrayList<>();
    private final List<Range> closed = new ArrayList<>();

    void add(Gap gap) {
        // A gap whose sequences are not known says so with negative ones.
        if (gap.getFirst() < 0 || gap.getLast() < gap.getFirst()) {
            return;
        }
        var range = new Range(gap.getFirst(), gap.getLast());
        if (gap.getState() == GapState.OPEN) {
            opened.add(range);
        } else if (gap.getState() == GapState.CLOSED) {
            closed.add(range);
        }
    }

    /** How many are missing from one sequence, included, to another, excluded. */
    long missingBetween(long from, long to) {
        return Math.max(0, covered(opened, from, to) - covered(closed, from, to));
    }

    private static long covered(List<Range> ranges, long from, long to) {
        List<Range> rising =
                ranges.stream().sorted(Comparator.comparingLong(Range::first)).toList();
        long covered = 0;
        long reached = from;
        for (Range range : rising) {
            long first = Math.max(reached, range.first());
            long end = Math.min(to, range.last() + 1);
            if (end > first) {
                covered += end - first;
                reached = end;
            }
        }
        return covered;
    }
}
