package io.tollgate.edge.limit;

import java.util.ArrayDeque;

/**
 * What this edge spent of one limit in one window and the newest view does not contain: charges that Kafka has not
 * acknowledged, and charges that lie behind the view's offset. Not thread-safe; callers hold the owner's lock.
 */
final class Spending {
    /** Beyond this many, the oldest two are taken as one at the later offset: counted as unseen a little longer, never less. */
    private static final int ENTRIES = 64;

    private final ArrayDeque<Acknowledged> acknowledged = new ArrayDeque<>();
    private long pending;
    private long acknowledgedCost;
    private boolean counted;

    private record Acknowledged(long offset, long cost) {}

    void charge(long cost) {
        pending += cost;
    }

    void release(long cost) {
        pending = Math.max(0, pending - cost);
    }

    void acknowledge(long cost, long offset) {
        release(cost);
        acknowledgedCost += cost;
        acknowledged.addLast(new Acknowledged(offset, cost));
        if (acknowledged.size() > ENTRIES) {
            Acknowledged oldest = acknowledged.removeFirst();
            Acknowledged next = acknowledged.removeFirst();
            long offsetOfBoth = Math.max(oldest.offset(), next.offset());
            acknowledged.addFirst(new Acknowledged(offsetOfBoth, oldest.cost() + next.cost()));
        }
    }

    /** Forgets what a view contains, which is all below its offset. */
    void coveredBelow(long offset) {
        while (!acknowledged.isEmpty() && acknowledged.peekFirst().offset() < offset) {
            acknowledgedCost -= acknowledged.removeFirst().cost();
            counted = true;
        }
    }

    /** What the view lacks. */
    long unseen() {
        return pending + acknowledgedCost;
    }

    /** Whether anything is still on its way to Kafka. */
    boolean underway() {
        return pending > 0;
    }

    /** Whether a view contains something of this edge, which is then one of the edges that the view counts. */
    boolean counted() {
        return counted;
    }
}
