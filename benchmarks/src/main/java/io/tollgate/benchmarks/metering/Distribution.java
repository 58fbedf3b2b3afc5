package io.tollgate.benchmarks.metering;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Times in nanoseconds, told in milliseconds. Not thread-safe. */
public final class Distribution {
    private final List<Long> nanos = new ArrayList<>();

    /** Adds a time. */
    public void add(long one) {
        nanos.add(one);
    }

    /** The time that so large a share did not exceed. */
    public double millis(double share) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        int rank = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.max(0, rank)] / 1e6;
    }

    /** Prints it in a line. */
    public void print(String what) {
        System.out.printf(
                Locale.ROOT,
                "%-58s n=%d  median %7.2f  p90 %7.2f  p99 %7.2f  max %7.2f ms%n",
                what,
                nanos.size(),
                millis(0.5),
                millis(0.9),
                millis(0.99),
                millis(1));
    }
}
