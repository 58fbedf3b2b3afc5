package io.tollgate.metering;

import io.tollgate.metering.state.ReceivedSequences;
import io.tollgate.metering.state.SequenceRange;
import io.tollgate.schemas.RequestEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * What has arrived of one boot on one partition: tells events that were counted from new ones, and
 * knows what is missing. Not thread-safe.
 *
 * <p>A hole is reported once: the holes below {@link #checkedBelow} have been. Whatever arrives of
 * them later closes them piece by piece.
 */
public final class Arrivals {
    private final SequenceSet received;
    private long checkedBelow;
    private long arrivedAt;

    private Arrivals(SequenceSet received, long checkedBelow, long arrivedAt) {
        this.received = received;
        this.checkedBelow = checkedBelow;
        this.arrivedAt = arrivedAt;
    }

    /** A boot of which nothing has arrived. */
    public static Arrivals none() {
        return new Arrivals(new SequenceSet(), 0, 0);
    }

    /** What was kept of a boot. */
    public static Arrivals of(ReceivedSequences state) {
        var ranges =
                state.getRanges().stream()
                        .map(range -> new Range(range.getFirst(), range.getLast()))
                        .toList();
        return new Arrivals(SequenceSet.of(ranges), state.getCheckedBelow(), state.getArrivedAt());
    }

    ReceivedSequences toState() {
        var ranges =
                received.ranges().stream()
                        .map(range -> new SequenceRange(range.first(), range.last()))
                        .toList();
        return new ReceivedSequences(ranges, checkedBelow, arrivedAt);
    }

    /** When something last arrived, in milliseconds since the epoch. */
    long arrivedAt() {
        return arrivedAt;
    }

    /** Notes that something arrived, in milliseconds since the epoch. */
    void arrivedAt(long millis) {
        arrivedAt = millis;
    }

    /** What is missing below this sequence has been reported. */
    long checkedBelow() {
        return checkedBelow;
    }

    /**
     * What a batch brought.
     *
     * @param fresh its events that had not been counted
     * @param opened what it shows to be missing
     * @param closed what was reported as missing and came with it
     */
    public record Acceptance(List<RequestEvent> fresh, List<Range> opened, List<Range> closed) {}

    /** Takes in the events of a batch before which all lower sequences than one were sent. */
    public Acceptance accept(List<RequestEvent> events, long sentBefore) {
        var fresh = new ArrayList<RequestEvent>();
        var closed = new SequenceSet();
        for (RequestEvent event : events) {
            if (received.add(event.getSequence())) {
                fresh.add(event);
                if (event.getSequence() < checkedBelow) {
                    closed.add(event.getSequence());
                }
            }
        }
        return new Acceptance(fresh, missingBelow(sentBefore), closed.ranges());
    }

    /** What is missing from one sequence, included, to another, excluded, reported or not. */
    public List<Range> missingBetween(long from, long to) {
        return received.missingBetween(from, to);
    }

    /** What is missing below a sequence and has not been reported; it counts as reported now. */
    List<Range> missingBelow(long sequence) {
        List<Range> missing = received.missingBetween(checkedBelow, sequence);
        checkedBelow = Math.max(checkedBelow, sequence);
        return missing;
    }
}
