package io.tollgate.metering.replay;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What reading everything again showed. Immutable.
 *
 * @param lines what became of what edges appended, by edge, boot and partition, as far as it was
 *     read
 * @param olderLines how many more there are of which all is older than what was read
 * @param totals usage as it stands and as it was counted again, by length of windows
 * @param differences windows that differ, the first thousand
 * @param notCompared windows of which not all events are in {@code requests} any more
 * @param cutAt before this time {@code requests} is not complete; null if it is
 * @param missedByMetering events that metering itself reports missing in {@code gaps}
 * @param dropped events that edges could not even append
 * @param skipped records that could not be read
 */
public record ReplayReport(
        List<LedgerLine> lines,
        int olderLines,
        List<WindowTotals> totals,
        List<WindowDifference> differences,
        long notCompared,
        @Nullable Instant cutAt,
        long missedByMetering,
        long dropped,
        List<Skipped> skipped) {
    /** Copies the lists. */
    public ReplayReport {
        lines = List.copyOf(lines);
        totals = List.copyOf(totals);
        differences = List.copyOf(differences);
        skipped = List.copyOf(skipped);
    }

    /** Events that were lost between edges and metering. */
    public long lost() {
        return lines.stream().mapToLong(LedgerLine::lost).sum();
    }

    /** How many windows differ. */
    public long different() {
        return totals.stream().mapToLong(WindowTotals::different).sum();
    }

    /** Whether usage is what counting again makes of it. */
    public boolean usageAgrees() {
        return different() == 0;
    }

    /** Whether nothing was lost or dropped and usage agrees. */
    public boolean addsUp() {
        return lost() == 0 && dropped == 0 && usageAgrees();
    }
}
