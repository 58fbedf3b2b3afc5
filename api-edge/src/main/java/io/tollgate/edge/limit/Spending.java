package io.tollgate.edge.limit;

import java.util.ArrayDeque;

/**
 * What this edge spent of one limit in one window and the newest view does not contain: charges
 * that Kafka has not acknowledged, and charges that lie behind the view's offset. Not thread-safe;
 * callers hold the owner's lock.
 */
final class Spending {
    /**
     * Beyond this many, the oldest two are taken as one, which is in doubt while a view ends within
     * it.
     */
    private static final int ENTRIES = 64;

    private final ArrayDeque<Acknowledged> acknowledged = new ArrayDeque<>();
    private long pending;
    private long acknowledgedCost;
    private long doubtful;
    private boolean counted;

    /** What Kafka has from one offset to another. */
    private static final class Acknowledged {
        private long first;
        private final long last;
        private long cost;

        Acknowledged(long offset, long cost) {
            first = offset;
            last = offset;
            this.cost = cost;
        }
    }

    void charge(long cost) {
        pending += cost;
    }

    void release(long cost) {
        pending = Math.max(0, pending - cost);
    }

    void acknowledge(long cost, long offset) {
        release(cost);
        acknowledgedCost += cost;
        Acknowledged newest = acknowledged.peekLast();
        if (newest != null && newest.last == offset) {
            newest.cost += cost;
            return;
        }
        acknowledged.addLast(new Acknowledged(offset, cost));
        if (acknowledged.size() > ENTRIES) {
            Acknowledged oldest = acknowledged.removeFirst();
            Acknowledged next = acknowledged.getFirst();
            next.first = oldest.first;
            next.cost += oldest.cost;
        }
    }

    /** Forgets what a view contains, which is all below its offset. */
    void coveredBelow(long offset) {
        while (!acknowledged.isEmpty() && acknowledged.getFirst().last < offset) {
            acknowledgedCost -= acknowledged.removeFirst().cost;
            counted = true;
        }
        Acknowledged oldest = acknowledged.peekFirst();
        doubtful = oldest != null && oldest.first < offset ? oldest.cost : 0;
    }

    /** Part of {@link #unseen()} that the view may contain already. */
    long doubtful() {
        return doubtful;
    }

    /** What the view lacks, at most. */
    long unseen() {
        return pending + acknowledgedCost;
    }

    /** Whether anything is still on its way to Kafka. */
    boolean underway() {
        return pending > 0;
    }

    /**
     * Whether a view contains something of this edge, which is then one of the edges that the view
     * counts.
     */
    boolean counted() {
        return counted;
    }
}
