package io.tollgate.benchmarks.speed;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.Locale;

/**
 * A line of the table.
 *
 * @param bar what was asked for, empty if nothing was
 * @param holds whether it is so, empty if nothing was asked for
 */
record Line(String what, String measured, String bar, String holds) {
    /** A figure that nothing was asked of. */
    @FormatMethod
    static Line plain(String what, @FormatString String format, Object... figures) {
        return new Line(what, String.format(Locale.ROOT, format, figures), "", "");
    }

    /** A figure that may not be more than another. */
    static Line atMost(String what, double measured, double bar, String format) {
        return compared(what, measured, "at most ", bar, format, measured <= bar);
    }

    /** A figure that may not be less than another. */
    static Line atLeast(String what, double measured, double bar, String format) {
        return compared(what, measured, "at least ", bar, format, measured >= bar);
    }

    private static Line compared(
            String what, double measured, String word, double bar, String format, boolean holds) {
        return new Line(
                what,
                String.format(Locale.ROOT, format, measured),
                word + String.format(Locale.ROOT, format, bar),
                holds ? "yes" : "**no**");
    }

    String markdown() {
        return "| " + String.join(" | ", what, measured, bar, holds) + " |";
    }
}
