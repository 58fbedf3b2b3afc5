package io.tollgate.benchmarks.metering;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Times in nanoseconds, told in milliseconds. Not thread-safe. */
final class Distribution {
    private final List<Long> nanos = new ArrayList<>();

    void add(long one) {
        nanos.add(one);
    }

    double millis(double share) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        int rank = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.max(0, rank)] / 1e6;
    }

    void print(String what) {
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
