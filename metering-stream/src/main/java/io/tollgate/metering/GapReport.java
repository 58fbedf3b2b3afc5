package io.tollgate.metering;

import io.tollgate.schemas.Gap;
import io.tollgate.schemas.GapState;
import io.tollgate.schemas.RequestEvent;
import java.time.Instant;
import java.util.List;

/**
 * Makes the records that tell of events of one boot on one partition which are not in usage, or not
 * where they belong. Immutable.
 *
 * @param edgeId the edge, empty if unknown
 * @param boot the start of its process, empty if unknown
 * @param partition of {@code requests}
 */
record GapReport(String edgeId, String boot, int partition) {
    /** Stands for a sequence that is not known. */
    private static final long UNKNOWN = -1;

    /** Tells of records that name no edge. */
    static GapReport ofNobody(int partition) {
        return new GapReport("", "", partition);
    }

    String topicKey() {
        return edgeId + "|" + boot;
    }

    /** Events that are missing, or were. */
    Gap of(Range range, GapState state, Instant at) {
        return gap(range, state, at).build();
    }

    /** Events that are counted, but not in the minute they belong to. */
    Gap late(Range range, Counted cameIn, long happenedAtMillis, UsageSpan countedIn) {
        return gap(range, GapState.LATE, Instant.ofEpochMilli(cameIn.appendedAt()))
                .setOwnerId(cameIn.ownerId())
                .setOffset(cameIn.offset())
                .setHappenedAt(Instant.ofEpochMilli(happenedAtMillis))
                .setCountedIn(countedIn.start())
                .build();
    }

    /** Events that came and can't be counted. */
    Gap skipped(Range range, String ownerId, long offset, String reason, Instant at) {
        return gap(range, GapState.SKIPPED, at)
                .setOwnerId(ownerId)
                .setOffset(offset)
                .setReason(reason)
                .build();
    }

    /** A record that can't be counted, of whose events nothing is known. */
    Gap skipped(long offset, String reason, Instant at) {
        return gap(new Range(UNKNOWN, UNKNOWN), GapState.SKIPPED, at)
                .setSize(0)
                .setOffset(offset)
                .setReason(reason)
                .build();
    }

    /** The sequences of events as ranges, rising. */
    static List<Range> rangesOf(List<RequestEvent> events) {
        var sequences = new SequenceSet();
        for (RequestEvent event : events) {
            boolean _ = sequences.add(event.getSequence());
        }
        return sequences.ranges();
    }

    private Gap.Builder gap(Range range, GapState state, Instant at) {
        return Gap.newBuilder()
                .setEdgeId(edgeId)
                .setBoot(boot)
                .setPartition(partition)
                .setFirst(range.first())
                .setLast(range.last())
                .setSize(range.size())
                .setState(state)
                .setAt(at);
    }
}
