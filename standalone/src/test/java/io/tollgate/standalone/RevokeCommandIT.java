package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RevokeCommandIT extends ShellFixture {
    private static final String MADE = "{\"id\": \"rev_1\", \"action\": \"REVOKE\"}";

    @Test
    void printsEachReceiptOnceAsItArrives() {
        api.answering(201, MADE);
        api.answering(200, receipts(List.of(), List.of("edge-1", "edge-2")));
        api.answering(200, receipts(List.of("edge-1"), List.of("edge-2")));
        api.answering(200, receipts(List.of("edge-1", "edge-2"), List.of()));

        assertThat(run("revoke", "--owner", "acme", "--reason", "leaked"))
                .as(err.toString())
                .isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "rev_1 REVOKE",
                        "  edge-1 enforces it since 2026-11-22T10:00:00Z, after 12.5 ms",
                        "  edge-2 enforces it since 2026-11-22T10:00:00Z, after 12.5 ms",
                        "2 of 2 edges enforce it; median 12.5 ms, slowest 13 ms");
        assertThat(api.requests())
                .containsExactly(
                        "/v1/revocations",
                        "/v1/revocations/rev_1",
                        "/v1/revocations/rev_1",
                        "/v1/revocations/rev_1");
    }

    @Test
    void namesTheEdgeThatDoesNotSaySoInTime() {
        api.answering(201, MADE);
        api.answering(200, receipts(List.of("edge-1"), List.of("edge-2")));

        assertThat(run("revoke", "--key", "key_1", "--reason", "leaked", "--wait", "PT0S"))
                .isEqualTo(1);

        assertThat(out.toString())
                .contains("edge-2 has not said so (unreachable)")
                .contains("may admit until unbounded")
                .contains("1 of 2 edges enforce it");
    }

    @Test
    void saysWhomADryRunWouldHit() {
        api.answering(
                200,
                """
                {"dryRun": true, "keys": 12000, "ownerCount": 2, "owners": ["a", "b"],
                 "requests": {"lastMinute": 5, "lastHour": 300}}\
                """);

        assertThat(run("revoke", "--batch", "legacy", "--reason", "leaked", "--dry-run")).isZero();

        assertThat(out.toString())
                .startsWith("It would hit 12,000 keys of 2 owners")
                .contains("5 requests in the last minute and 300 in the last hour");
        assertThat(api.bodies())
                .singleElement()
                .asString()
                .contains("\"target\":{\"importBatch\":\"legacy\"}", "\"dryRun\":true");
    }

    @Test
    void hitsNobodyWhereNobodyIsNamed() {
        assertThat(run("revoke", "--reason", "leaked")).isEqualTo(2);

        assertThat(err.toString()).contains("--key, --owner, --plan, --batch, --environment");
        assertThat(api.requests()).isEmpty();
    }

    @Test
    void reinstates() {
        api.answering(200, "{\"id\": \"rev_1\", \"state\": \"WITHDRAWN\"}");
        api.answering(200, receipts(List.of("edge-1"), List.of()));

        assertThat(run("reinstate", "rev_1")).isZero();

        assertThat(out.toString()).startsWith("rev_1 WITHDRAWN");
        assertThat(api.requests().getFirst()).isEqualTo("/v1/revocations/rev_1/withdrawal");
    }

    private static String receipts(List<String> enforcing, List<String> missing) {
        var items =
                enforcing.stream()
                        .map(
                                """
                                {"edgeId": "%1$s", "boot": "b", "name": "%1$s",
                                 "at": "2026-11-22T10:00:00Z", "delayMillis": 12.5}\
                                """
                                        ::formatted)
                        .toList();
        var others =
                missing.stream()
                        .map(
                                """
                                {"edgeId": "%1$s", "name": "%1$s", "reason": "unreachable",
                                 "lastHeardAt": "2026-11-22T10:00:00Z", "mayAdmitUntil": "unbounded"}\
                                """
                                        ::formatted)
                        .toList();
        return """
        {"receipts": {"edges": %d, "enforcing": %d, "slowestMillis": 13, "medianMillis": 12.5,
         "missing": %s, "items": %s}}\
        """
                .formatted(enforcing.size() + missing.size(), enforcing.size(), others, items);
    }
}
