package io.tollgate.edge.door;

import java.util.function.LongSupplier;

/**
 * How fast a client sends a body or takes an answer. Only the time counts in which it is the client
 * that is waited for, so that a slow upstream is not the client's fault. Thread-safe: one thread at
 * a time moves bytes, others look.
 */
final class ClientPace {
    private static final long NOT_WAITING = Long.MIN_VALUE;
    private static final double SECOND_NANOS = 1e9;

    private final LongSupplier nanos;
    private volatile long waitingSince = NOT_WAITING;
    private volatile long waited;
    private volatile long bytes;
    private volatile long offered;

    /** Where the time begins that is looked at, as a client may fall asleep after a good start. */
    private long judgedWaited;

    private long judgedBytes;

    ClientPace(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** From now on the client is waited for. */
    void waits() {
        if (waitingSince == NOT_WAITING) {
            waitingSince = nanos.getAsLong();
        }
    }

    /** From now on the client is waited for to take a piece, which counts as moved already. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // moved by one thread at a time
    void offer(long count) {
        bytes += count;
        offered = count;
        waits();
    }

    /** The client has taken the piece, and is not waited for any more. */
    void taken() {
        offered = 0;
        moved(0);
    }

    /** The client has moved bytes, and is not waited for any more. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // moved by one thread at a time
    void moved(long count) {
        bytes += count;
        long since = waitingSince;
        if (since != NOT_WAITING) {
            waited += nanos.getAsLong() - since;
            waitingSince = NOT_WAITING;
        }
    }

    /** Bytes moved so far. */
    long bytes() {
        return bytes;
    }

    /** Whether the client was waited for too long for what it has moved; for one thread to ask. */
    boolean isTooSlow(long nowNanos, ClientBounds bounds) {
        long since = waitingSince;
        long all = waited + (since == NOT_WAITING ? 0 : nowNanos - since);
        long judged = all - judgedWaited;
        if (judged <= bounds.patience().toNanos()) {
            return false;
        }
        double least = (double) bounds.minBytesPerSecond() * judged / SECOND_NANOS;
        boolean slow = bytes - judgedBytes < least;
        if (!slow) {
            judgedWaited = all;
            // Nobody knows how much of a piece was taken, so that it counts again.
            judgedBytes = bytes - offered;
        }
        return slow;
    }
}
