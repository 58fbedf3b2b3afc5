package io.tollgate.system;

import com.google.errorprone.annotations.FormatMethod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a test measured, printed as one block. Not thread-safe. */
final class Report {
    private final String title;
    private final List<String> lines = new ArrayList<>();

    Report(String title) {
        this.title = title;
    }

    @FormatMethod
    Report line(String format, Object... values) {
        lines.add(String.format(Locale.ROOT, format, values));
        return this;
    }

    /** A line with the distribution of times in milliseconds. */
    Report times(String what, List<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return line(
                "%-52s n=%-4d median %7.2f  p90 %7.2f  p99 %7.2f  max %7.2f ms",
                what,
                sorted.length,
                millis(sorted, 0.5),
                millis(sorted, 0.9),
                millis(sorted, 0.99),
                millis(sorted, 1));
    }

    void print() {
        var text = new StringBuilder("\n==== ").append(title).append(" ====\n");
        lines.forEach(line -> text.append("  ").append(line).append('\n'));
        System.out.println(text.append("====\n"));
    }

    private static double millis(long[] sorted, double share) {
        int rank = (int) Math.ceil(share * sorted.length) - 1;
        return Arrays.stream(sorted).skip(Math.max(0, rank)).findFirst().orElse(0) / 1e6;
    }
}
