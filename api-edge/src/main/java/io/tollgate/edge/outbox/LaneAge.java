package io.tollgate.edge.outbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Since when the oldest event of a lane waits for Kafka; may say longer than it is by a few
 * hundredths of the time that the lane has waited, or by 10 ms. Thread-safe.
 */
final class LaneAge {
    /** What {@link #oldestNanos} says where nothing waits. */
    static final long NOTHING_WAITS = Long.MAX_VALUE;

    private static final long MARK_EVERY_NANOS = 10_000_000;
    private static final int MOST_MARKS = 128;

    private final ArrayDeque<Mark> marks = new ArrayDeque<>();
    private long appended;
    private volatile long oldestNanos = NOTHING_WAITS;

    /** Events from this sequence on were appended at this time or later. */
    private record Mark(long first, long nanos) {}

    /** Notes that a lane ends at a sequence now, having ended at another before. */
    synchronized void appended(long first, long next, long nowNanos) {
        Mark last = marks.peekLast();
        if (last == null || nowNanos - last.nanos >= MARK_EVERY_NANOS) {
            if (marks.size() == MOST_MARKS) {
                thinOut();
            }
            marks.add(new Mark(first, nowNanos));
        }
        appended = next;
        oldestNanos = marks.getFirst().nanos;
    }

    /** Notes that Kafka has everything below a sequence. */
    synchronized void acknowledged(long next) {
        if (next >= appended) {
            marks.clear();
            oldestNanos = NOTHING_WAITS;
            return;
        }
        Mark head = marks.pollFirst();
        while (head != null && !marks.isEmpty() && marks.getFirst().first <= next) {
            head = marks.pollFirst();
        }
        if (head != null) {
            marks.addFirst(head);
            oldestNanos = head.nanos;
        }
    }

    /** When the oldest waiting event was appended, on the ticker. */
    long oldestNanos() {
        return oldestNanos;
    }

    /** Drops every second mark but never the first: what they covered counts as older. */
    private void thinOut() {
        List<Mark> all = new ArrayList<>(marks);
        marks.clear();
        for (int i = 0; i < all.size(); i += 2) {
            marks.add(all.get(i));
        }
    }
}
