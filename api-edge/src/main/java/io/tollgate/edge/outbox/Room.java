package io.tollgate.edge.outbox;

import java.util.concurrent.atomic.AtomicLong;

/** How much may wait in the outbox, and does. Thread-safe. */
final class Room {
    private final long maxEvents;
    private final long maxBytes;
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    Room(long maxEvents, long maxBytes) {
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
    }

    /** Whether more fits beside what waits and what is about to. */
    boolean fits(long moreEvents, long moreBytes) {
        return events.get() + moreEvents <= maxEvents && bytes.get() + moreBytes <= maxBytes;
    }

    /**
     * Whether a refusal's event fits: they may fill half of the room, so that a flood of bad keys
     * leaves the other half to admitted requests.
     */
    boolean fitsRefusal(long moreEvents, long moreBytes) {
        return fits(moreEvents + maxEvents / 2, moreBytes + maxBytes / 2);
    }

    void take(long moreEvents, long moreBytes) {
        events.addAndGet(moreEvents);
        bytes.addAndGet(moreBytes);
    }

    void release(long fewerEvents, long fewerBytes) {
        events.addAndGet(-fewerEvents);
        bytes.addAndGet(-fewerBytes);
    }

    long events() {
        return events.get();
    }

    long bytes() {
        return bytes.get();
    }
}
