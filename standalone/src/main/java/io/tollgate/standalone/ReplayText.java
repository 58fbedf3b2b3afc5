package io.tollgate.standalone;

import static io.tollgate.standalone.Table.number;

import io.tollgate.metering.Range;
import io.tollgate.metering.replay.Difference;
import io.tollgate.metering.replay.LedgerLine;
import io.tollgate.metering.replay.ReplayReport;
import io.tollgate.metering.replay.Skipped;
import io.tollgate.metering.replay.WindowDifference;
import io.tollgate.metering.replay.WindowTotals;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What counting again showed, for people. */
final class ReplayText {
    private static final int MOST_LISTED = 20;
    private static final int BOOT_DIGITS = 8;

    private final ReplayReport report;

    ReplayText(ReplayReport report) {
        this.report = report;
    }

    /** What became of the events that edges appended. */
    String edges() {
        var table =
                new Table()
                        .words("edge", "boot", "state")
                        .numbers("partition", "appended", "acknowledged", "counted")
                        .numbers("in flight", "lost", "not read");
        for (LedgerLine line : report.lines()) {
            table.row(
                    edge(line),
                    boot(line),
                    line.gone() ? "ended" : "live",
                    line.partition(),
                    line.appended(),
                    line.acknowledged(),
                    line.counted(),
                    line.inFlight(),
                    line.lost(),
                    line.notRead());
        }
        table.row(
                "TOTAL",
                "",
                "",
                "",
                sum(LedgerLine::appended),
                sum(LedgerLine::acknowledged),
                sum(LedgerLine::counted),
                sum(LedgerLine::inFlight),
                sum(LedgerLine::lost),
                sum(LedgerLine::notRead));
        return "Events that edges appended to their outboxes, and where they are now\n"
                + "(appended = counted + in flight + lost + not read):\n\n"
                + table.text()
                + losses();
    }

    /** Usage as it stands beside usage counted again. */
    String usage() {
        var table =
                new Table()
                        .words("window")
                        .numbers("windows", "in requests", "in usage")
                        .numbers("in flight", "missing", "too much", "different");
        for (WindowTotals total : report.totals()) {
            table.row(
                    name(total),
                    total.windows(),
                    total.recounted(),
                    total.standing(),
                    total.inFlight(),
                    total.missing(),
                    total.surplus(),
                    total.different());
        }
        return "Admitted requests by key and window: counted again from requests, and as usage says\n"
                + "(in requests = in usage + in flight + missing - too much):\n\n"
                + table.text();
    }

    /** The windows that differ, empty if none does. */
    String differences() {
        if (report.usageAgrees()) {
            return "";
        }
        var table =
                new Table()
                        .words("window", "start", "key", "number")
                        .numbers("standing", "rebuilt", "difference");
        List<WindowDifference> listed = report.differences().stream().limit(MOST_LISTED).toList();
        for (WindowDifference window : listed) {
            for (Difference field : window.fields()) {
                table.row(
                        window.key().window().name().toLowerCase(Locale.ROOT),
                        window.key().start(),
                        window.key().keyId(),
                        field.field(),
                        field.standing(),
                        field.recounted(),
                        field.missing());
            }
        }
        long more = report.different() - listed.size();
        return "\nWindows that differ:\n\n"
                + table.text()
                + (more == 0
                        ? ""
                        : "and " + number(more) + " more windows; --json lists up to 1,000\n");
    }

    /** What has to be known to read the numbers, a line for each. */
    String notes() {
        var notes = new ArrayList<String>();
        if (report.cutAt() != null) {
            notes.add(
                    "requests begins at %s; %s windows before that can't be counted again"
                            .formatted(report.cutAt(), number(report.notCompared())));
        }
        if (report.olderLines() > 0) {
            notes.add(
                    number(report.olderLines())
                            + " lines whose events are all older than what was read are left out");
        }
        if (report.missedByMetering() != report.lost()) {
            notes.add(
                    "metering itself reports %s events missing in the topic gaps"
                            .formatted(number(report.missedByMetering())));
        }
        if (report.dropped() > 0) {
            notes.add(
                    "edges could not append %s more events: outbox full or disk refused"
                            .formatted(number(report.dropped())));
        }
        report.skipped().stream().limit(MOST_LISTED).map(ReplayText::skipped).forEach(notes::add);
        String lines =
                notes.stream().map(note -> "Note: " + note + ".\n").collect(Collectors.joining());
        return lines.isEmpty() ? "" : "\n" + lines;
    }

    private static String skipped(Skipped record) {
        return "%s, partition %d, offset %d was skipped: %s"
                .formatted(record.topic(), record.partition(), record.offset(), record.reason());
    }

    /** Whether it adds up, in one sentence. */
    String verdict() {
        if (report.lines().isEmpty() && report.totals().isEmpty()) {
            return "Nothing to add up: no edge has appended anything in this range.\n";
        }
        String events =
                "%s events appended, %s counted, %s in flight, %s lost"
                        .formatted(
                                number(sum(LedgerLine::appended) - sum(LedgerLine::notRead)),
                                number(sum(LedgerLine::counted)),
                                number(sum(LedgerLine::inFlight)),
                                report.lost() == 0 ? "none" : number(report.lost()));
        long windows = report.totals().stream().mapToLong(WindowTotals::windows).sum();
        String usage =
                report.usageAgrees()
                        ? "all %s windows of usage are what requests add up to"
                                .formatted(number(windows))
                        : "%s of %s windows of usage are not what requests add up to"
                                .formatted(number(report.different()), number(windows));
        String dropped =
                report.dropped() == 0 ? "" : "; " + number(report.dropped()) + " never appended";
        return (report.addsUp() ? "It adds up: " : "It does NOT add up: ")
                + events
                + "; "
                + usage
                + dropped
                + ".\n";
    }

    /** Whether what was rebuilt is what stands, in one sentence. */
    String rebuilt() {
        long windows = report.totals().stream().mapToLong(WindowTotals::windows).sum();
        return report.usageAgrees()
                ? "No difference: all %s windows stand as they were rebuilt.\n"
                        .formatted(number(windows))
                : "It DIFFERS: %s of %s windows do not stand as they were rebuilt.\n"
                        .formatted(number(report.different()), number(windows));
    }

    private String losses() {
        var text = new StringBuilder();
        for (LedgerLine line : report.lines()) {
            if (line.lost() > 0) {
                String sequences =
                        line.missing().stream()
                                .limit(MOST_LISTED)
                                .map(ReplayText::sequences)
                                .collect(Collectors.joining(", "));
                text.append(
                        "  lost: %s of edge %s, boot %s, partition %d%s\n"
                                .formatted(
                                        number(line.lost()),
                                        line.edgeId(),
                                        line.boot(),
                                        line.partition(),
                                        sequences.isEmpty() ? "" : ", sequences " + sequences));
            }
        }
        return text.isEmpty()
                ? ""
                : "\n"
                        + text
                        + "  An edge that starts again with its disk still ships what is on it.\n";
    }

    private static String sequences(Range range) {
        return range.size() == 1 ? "" + range.first() : range.first() + " to " + range.last();
    }

    private long sum(ToLongFunction<LedgerLine> of) {
        return report.lines().stream().mapToLong(of).sum();
    }

    private static String edge(LedgerLine line) {
        return line.name().isEmpty() ? line.edgeId() : line.name();
    }

    private static String boot(LedgerLine line) {
        return line.boot().substring(0, Math.min(BOOT_DIGITS, line.boot().length()));
    }

    private static String name(WindowTotals total) {
        return total.window().name().toLowerCase(Locale.ROOT);
    }
}
