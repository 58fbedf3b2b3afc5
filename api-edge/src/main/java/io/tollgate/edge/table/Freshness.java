package io.tollgate.edge.table;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How old this edge's state is, on its own monotonic clock, and whether its process was paused so
 * that it can't tell. Thread-safe.
 */
public final class Freshness {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * Usually a confirmation takes milliseconds; right after a pause of a machine that was starved
     * it was seen to take more than a quarter of a second, in which a revoked key got in.
     */
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final LongSupplier nanoClock;
    private final long maxAgeNanos;
    private final Map<String, Long> asOfNanos = new ConcurrentHashMap<>();

    private volatile long lastTickNanos;
    private volatile long resumedNanos;
    private volatile long pauses;
    private volatile boolean unconfirmed;

    /**
     * A state of which nothing is known.
     *
     * @param maxStateAge beyond which the state is stale
     */
    public Freshness(LongSupplier nanoClock, Duration maxStateAge) {
        this.nanoClock = nanoClock;
        this.maxAgeNanos = maxStateAge.toNanos();
        this.lastTickNanos = nanoClock.getAsLong();
    }

    /** Time since the state was complete as far as is known, in milliseconds; -1 if never. */
    public long ageMillis() {
        long age = ageNanos();
        return age < 0 ? -1 : TimeUnit.NANOSECONDS.toMillis(age);
    }

    /** Whether the state is older than it may be. */
    public boolean stale() {
        long age = ageNanos();
        return age < 0 || age > maxAgeNanos;
    }

    /** Notes that a partition was applied as it was a time ago. */
    public void completeAsOf(String topic, int partition, long ageMillis) {
        long nanos = nanoClock.getAsLong() - TimeUnit.MILLISECONDS.toNanos(ageMillis);
        asOfNanos.merge(
                topic + "|" + partition, nanos, (before, now) -> now - before > 0 ? now : before);
    }

    /** Forgets a topic, whose table is made again from nothing. */
    void forget(String topic) {
        asOfNanos.keySet().removeIf(place -> place.startsWith(topic + "|"));
    }

    /** To be called every 100 ms or so; a tick that comes much too late tells of a pause. */
    public void tick() {
        long now = nanoClock.getAsLong();
        if (now - lastTickNanos > PAUSE_NANOS) {
            notePause(now);
        } else {
            lastTickNanos = now;
        }
    }

    /**
     * How long requests are to wait for a confirmation of the state because the process was paused,
     * in milliseconds; 0 if they need not.
     */
    public long waitMillis() {
        long now = nanoClock.getAsLong();
        // Requests may run before the thread that ticks.
        if (now - lastTickNanos > PAUSE_NANOS) {
            notePause(now);
        }
        if (!unconfirmed) {
            return 0;
        }
        long left = LONGEST_WAIT_NANOS - (now - resumedNanos);
        return left <= 0 ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(left));
    }

    /** Number of pauses so far. */
    public long pauses() {
        return pauses;
    }

    /** Whether the state was not yet confirmed after the last pause. */
    public boolean unconfirmed() {
        return unconfirmed;
    }

    /**
     * Confirms that everything was applied that denies anything, as it was after the given pause;
     * answers whether it was the last.
     */
    public synchronized boolean confirm(long pause) {
        boolean last = pause == pauses;
        unconfirmed &= !last;
        return last;
    }

    private synchronized void notePause(long now) {
        if (now - lastTickNanos > PAUSE_NANOS) {
            lastTickNanos = now;
            resumedNanos = now;
            pauses++;
            unconfirmed = true;
        }
    }

    private long ageNanos() {
        if (asOfNanos.isEmpty()) {
            return -1;
        }
        long now = nanoClock.getAsLong();
        long oldest = 0;
        for (long asOf : asOfNanos.values()) {
            oldest = Math.max(oldest, now - asOf);
        }
        return oldest;
    }
}
