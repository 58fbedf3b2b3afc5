package io.tollgate.edge.fleet;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fleet time: a monotonic clock set by the times at which brokers appended what this edge sent; the
 * wall clock until the first of them. It goes backwards only where it was wrong by more than a
 * second, and stands still for smaller corrections. Thread-safe.
 */
public final class FleetClock implements InstantSource {
    private static final Logger log = LoggerFactory.getLogger(FleetClock.class);

    /*
     * A record was appended between its sending and its acknowledgement, so each answer bounds the
     * difference between the broker's clock and ours from both sides; the bounds are as tight as
     * the round trip was short. The intersection of all bounds is kept, widened by how far the
     * clocks may have drifted apart since, and the difference in use moves no farther than it must
     * to lie within. Bounds that exclude each other mean that the broker's clock was set, or that
     * it is another broker's: then the newest hold.
     */
    private static final long MILLI = 1_000_000;
    private static final long DRIFT_PER_MILLION = 200;
    private static final long STANDS_STILL_MILLIS = 1_000;
    private static final long SKEW_ALARM_MILLIS = 5_000;

    private final InstantSource wall;
    private final LongSupplier ticker;
    private final AtomicLong told = new AtomicLong(Long.MIN_VALUE);
    private long leastNanos;
    private long mostNanos;
    private long learntAtNanos;
    private boolean skewed;
    private volatile boolean learnt;
    private volatile long differenceNanos;

    /**
     * A clock that has learnt nothing.
     *
     * @param ticker monotonic nanoseconds
     */
    public FleetClock(InstantSource wall, LongSupplier ticker) {
        this.wall = wall;
        this.ticker = ticker;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public long millis() {
        long now =
                learnt ? Math.floorDiv(ticker.getAsLong() + differenceNanos, MILLI) : wall.millis();
        long before = told.get();
        if (now == before) {
            return now;
        }
        if (now < before && before - now <= STANDS_STILL_MILLIS) {
            return before;
        }
        // Another thread may be faster; then it told a time as good as this.
        told.compareAndSet(before, now);
        return now;
    }

    /** Whether a broker's time is known. */
    public boolean learnt() {
        return learnt;
    }

    /** How far the wall clock is ahead of fleet time; 0 until that is known. */
    public long wallSkewMillis() {
        return learnt
                ? wall.millis() - Math.floorDiv(ticker.getAsLong() + differenceNanos, MILLI)
                : 0;
    }

    /**
     * Learns that a broker appended a record at a time on its clock, somewhere between two times on
     * the ticker.
     */
    public synchronized void appended(long sentNanos, long acknowledgedNanos, long appendMillis) {
        long least = appendMillis * MILLI - acknowledgedNanos;
        long most = (appendMillis + 1) * MILLI - sentNanos;
        long before = differenceNanos;
        if (learnt) {
            widen(acknowledgedNanos);
        } else {
            before = wall.millis() * MILLI - ticker.getAsLong();
            learntAtNanos = acknowledgedNanos;
        }
        if (!learnt || most < leastNanos || least > mostNanos) {
            leastNanos = least;
            mostNanos = most;
        } else {
            leastNanos = Math.max(leastNanos, least);
            mostNanos = Math.min(mostNanos, most);
        }
        differenceNanos = Math.clamp(before, leastNanos, mostNanos);
        learnt = true;
        watchSkew();
    }

    private void watchSkew() {
        long skewMillis = wallSkewMillis();
        boolean large = Math.abs(skewMillis) > SKEW_ALARM_MILLIS;
        if (large && !skewed) {
            log.atWarn()
                    .addKeyValue("skewMs", skewMillis)
                    .log("the wall clock differs from the brokers' clocks; check the time service");
        }
        skewed = large;
    }

    private void widen(long nowNanos) {
        long elapsed = nowNanos - learntAtNanos;
        if (elapsed > 0) {
            long drift = elapsed * DRIFT_PER_MILLION / 1_000_000;
            leastNanos -= drift;
            mostNanos += drift;
            learntAtNanos = nowNanos;
        }
    }
}
