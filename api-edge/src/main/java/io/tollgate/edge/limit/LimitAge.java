package io.tollgate.edge.limit;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;

/**
 * How old what this edge knows of the limits is, by partition of {@code requests}: the larger of
 * the time since the last watermark and the age of its own oldest event that Kafka has not
 * acknowledged. Thread-safe.
 */
public final class LimitAge implements IntPredicate {
    private final LongSupplier nanoClock;
    private final IntToLongFunction oldestUnacknowledgedNanos;
    private final long bearableNanos;
    private final long startNanos;
    private final Map<Integer, Long> watermarks = new ConcurrentHashMap<>();

    /**
     * An age that counts from now until the first watermark arrives.
     *
     * @param nanoClock monotonic clock
     * @param oldestUnacknowledgedNanos age of the oldest event of a partition that is on its way, 0
     *     if none is
     * @param bearable beyond this age an edge no longer trusts that views come
     */
    public LimitAge(
            LongSupplier nanoClock,
            IntToLongFunction oldestUnacknowledgedNanos,
            Duration bearable) {
        this.nanoClock = nanoClock;
        this.oldestUnacknowledgedNanos = oldestUnacknowledgedNanos;
        this.bearableNanos = bearable.toNanos();
        this.startNanos = nanoClock.getAsLong();
    }

    /** Notes that metering has said how far it is with a partition. */
    public void watermark(int partition) {
        watermarks.put(partition, nanoClock.getAsLong());
    }

    /** The age for a partition, in nanoseconds. */
    public long nanos(int partition) {
        long heard = watermarks.getOrDefault(partition, startNanos);
        return Math.max(
                nanoClock.getAsLong() - heard, oldestUnacknowledgedNanos.applyAsLong(partition));
    }

    /** Whether views of a partition's owners are not to be expected. */
    @Override
    public boolean test(int partition) {
        return nanos(partition) > bearableNanos;
    }
}
