package io.tollgate.edge.outbox;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Wakes one thread; ringing costs next to nothing while that thread is awake. Any thread may ring,
 * one waits. A ring that comes before the wait ends that wait at once.
 */
final class Doorbell {
    private final AtomicBoolean rung = new AtomicBoolean();
    private volatile @Nullable Thread waiting;

    void ring() {
        if (!rung.get() && rung.compareAndSet(false, true)) {
            LockSupport.unpark(waiting);
        }
    }

    /** Waits until somebody rings, but no longer than a time; may also end without a reason. */
    void await(long nanos) {
        waiting = Thread.currentThread();
        if (!rung.get()) {
            LockSupport.parkNanos(this, nanos);
        }
        waiting = null;
        rung.set(false);
    }
}
