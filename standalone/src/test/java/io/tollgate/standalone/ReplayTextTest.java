package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.metering.Range;
import io.tollgate.metering.replay.Difference;
import io.tollgate.metering.replay.LedgerLine;
import io.tollgate.metering.replay.ReplayReport;
import io.tollgate.metering.replay.WindowDifference;
import io.tollgate.metering.replay.WindowKey;
import io.tollgate.metering.replay.WindowTotals;
import io.tollgate.schemas.UsageWindow;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayTextTest {
    private static final LedgerLine GOOD =
            new LedgerLine(
                    "01J",
                    "edge-1",
                    "5d0c41aa77",
                    false,
                    0,
                    1234,
                    1230,
                    1230,
                    4,
                    0,
                    0,
                    0,
                    List.of());
    private static final LedgerLine BAD =
            new LedgerLine(
                    "01K", "", "77", true, 2, 10, 10, 7, 0, 0, 3, 0, List.of(new Range(4, 6)));

    @Test
    void showsWhereEveryEventIs() {
        assertThat(new ReplayText(report(List.of(GOOD, BAD), List.of(), List.of())).edges())
                .isEqualTo(
                        """
                        Events that edges appended to their outboxes, and where they are now
                        (appended = counted + in flight + lost + not read):

                        EDGE    BOOT      STATE  PARTITION  APPENDED  ACKNOWLEDGED  COUNTED  IN FLIGHT  LOST  NOT READ
                        edge-1  5d0c41aa  live           0     1,234         1,230    1,230          4     0         0
                        01K     77        ended          2        10            10        7          0     3         0
                        TOTAL                                  1,244         1,240    1,237          4     3         0

                          lost: 3 of edge 01K, boot 77, partition 2, sequences 4 to 6
                          An edge that starts again with its disk still ships what is on it.
                        """);
    }

    @Test
    void saysThatItAddsUp() {
        var totals = new WindowTotals(UsageWindow.MINUTE, 2, 0, 1230, 1230, 0, 0, 0);
        ReplayReport report = report(List.of(GOOD), List.of(totals), List.of());

        assertThat(new ReplayText(report).verdict())
                .isEqualTo(
                        "It adds up: 1,234 events appended, 1,230 counted, 4 in flight, none lost;"
                                + " all 2 windows of usage are what requests add up to.\n");
        assertThat(new ReplayText(report).differences()).isEmpty();
        assertThat(new ReplayText(report).notes()).isEmpty();
    }

    @Test
    void saysWhatDiffers() {
        var key = new WindowKey(UsageWindow.HOUR, 0, "key_1");
        var requests = new Difference("requests", 5, 7);
        var totals = new WindowTotals(UsageWindow.HOUR, 3, 1, 7, 5, 0, 2, 0);
        var difference = new WindowDifference(key, "acme", requests, List.of(requests));
        ReplayReport report = report(List.of(BAD), List.of(totals), List.of(difference));

        assertThat(new ReplayText(report).differences())
                .isEqualTo(
                        """

                        Windows that differ:

                        WINDOW  START                 KEY    NUMBER    STANDING  REBUILT  DIFFERENCE
                        hour    1970-01-01T00:00:00Z  key_1  requests         5        7           2
                        """);
        assertThat(new ReplayText(report).verdict())
                .isEqualTo(
                        "It does NOT add up: 10 events appended, 7 counted, 0 in flight, 3 lost;"
                                + " 1 of 3 windows of usage are not what requests add up to.\n");
        assertThat(new ReplayText(report).rebuilt())
                .isEqualTo("It DIFFERS: 1 of 3 windows do not stand as they were rebuilt.\n");
    }

    @Test
    void notesWhatCouldNotBeRead() {
        var report =
                new ReplayReport(
                        List.of(),
                        4,
                        List.of(),
                        List.of(),
                        1_000,
                        Instant.parse("2026-11-15T08:00:00Z"),
                        0,
                        12,
                        List.of());

        assertThat(new ReplayText(report).notes())
                .isEqualTo(
                        """

                        Note: requests begins at 2026-11-15T08:00:00Z; 1,000 windows before that can't be counted again.
                        Note: 4 lines whose events are all older than what was read are left out.
                        Note: edges could not append 12 more events: outbox full or disk refused.
                        """);
        assertThat(report.addsUp()).isFalse();
    }

    @Test
    void tellsProgramsTheSame() throws Exception {
        assertThat(ReplayJson.of(report(List.of(BAD), List.of(), List.of())))
                .contains(
                        "\"addsUp\" : false", "\"appended\" : 10", "\"lost\" : 3", "\"first\" : 4");
    }

    private static ReplayReport report(
            List<LedgerLine> lines, List<WindowTotals> totals, List<WindowDifference> differences) {
        long lost = lines.stream().mapToLong(LedgerLine::lost).sum();
        return new ReplayReport(lines, 0, totals, differences, 0, null, lost, 0, List.of());
    }
}
