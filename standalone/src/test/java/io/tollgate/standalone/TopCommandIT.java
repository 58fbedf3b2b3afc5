package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopCommandIT extends ShellFixture {
    private static final String KEYS =
            """
            {"by": "key", "from": "2030-01-01T11:59:00Z", "to": "2030-01-01T12:01:00Z", "items": [
             {"keyId": "key_1", "ownerId": "acme", "requests": 12345, "refused": 67}], "next": null}\
            """;

    @Test
    void showsTheFleetOnceAsSoonAsRatesAreKnown() throws IOException {
        api.answering(200, edges(edge("edge-1", 0, 1_000, 5, 120), edge("edge-2", 0, 0, 0, 90)))
                .answering(200, KEYS)
                .answering(
                        200,
                        edges(edge("edge-1", 2, 2_800, 205, 120), edge("edge-2", 2, 2, 0, 90)));

        assertThat(top("--once")).as(err.toString()).isZero();

        assertThat(out.toString().lines().skip(1))
                .containsExactly(
                        "requests/s: 1,001.0  ADMITTED 901.0  LIMITED 100.0",
                        "",
                        "EDGE    VERSION  STANDING  STATE  REQUESTS/S  REFUSED/S  HELD  HOLDS/S  STATE AGE       HEARD  TO SHIP",
                        "edge-1  0.1.0    LIVE      READY     1,000.0      100.0     3      1.0     210 ms  120 ms ago        7",
                        "edge-2  0.1.0    LIVE      READY         1.0        0.0     3      1.0     180 ms   90 ms ago        7",
                        "",
                        "Busiest keys, 2030-01-01T11:59:00Z to 2030-01-01T12:01:00Z, as far as counted",
                        "KEY    OWNER  REQUESTS  REFUSED",
                        "key_1  acme     12,345       67");
        assertThat(out.toString()).matches("(?s)\\S+Z  edges: 2 live\\R.*").doesNotContain("\033");
        assertThat(api.requests().get(1))
                .startsWith("/v1/usage/top?by=key&")
                .contains("window=minute");
    }

    @Test
    void saysWhatIsOldAndLeavesItOutOfTheSum() throws IOException {
        String late = edge("edge-2", 0, 9, 0, 7_300).replace("LIVE", "UNREACHABLE");
        api.answering(200, edges(edge("edge-1", 0, 0, 0, 100), late))
                .answering(200, KEYS)
                .answering(200, edges(edge("edge-1", 1, 50, 0, 100), late));

        assertThat(top("--once")).as(err.toString()).isZero();

        assertThat(out.toString())
                .contains("edges: 1 live, 1 unreachable")
                .contains("requests/s: 50.0  ADMITTED 50.0  (of 1 of 2 edges)")
                .containsPattern("edge-2 .* - +- +- +- +7.4 s +7.3 s ago +7  LATE: ");
    }

    @Test
    void saysThatNothingIsKnownWhereNoEdgeTellsAnything() throws IOException {
        api.answering(200, edges()).answering(200, KEYS.replaceAll("(?s)\\{\"keyId.*}], ", "], "));

        assertThat(top("--once")).as(err.toString()).isZero();

        assertThat(out.toString())
                .contains("edges: none", "requests/s: not known yet", "as far as counted: none");
    }

    @Test
    void endsWithWhatWasWrong() throws IOException {
        api.answering(403, "{\"detail\": \"this needs the permission READ_EDGES\"}");

        assertThat(top("--once")).isEqualTo(1);
        assertThat(err.toString()).contains("READ_EDGES");
        assertThat(top("--every", "PT0S")).isEqualTo(2);
        assertThat(top("--keys", "0")).isEqualTo(2);
        api.close();
        assertThat(top()).isEqualTo(3);
    }

    private static String edges(String... edges) {
        return "{\"items\": [" + String.join(", ", edges) + "], \"next\": null}";
    }

    private static String edge(
            String name, int second, long admitted, long limited, long silentMillis) {
        return """
        {"edgeId": "%1$s", "boot": "b", "name": "%1$s", "version": "0.1.0", "standing": "LIVE",
         "state": "READY", "saidAt": "2030-01-01T12:00:0%2$dZ", "silentMillis": %5$d,
         "stateAgeMillis": 90, "outboxEvents": 7, "held": 3, "holds": %2$d, "blocked": null,
         "outcomes": {"ADMITTED": %3$d, "LIMITED": %4$d}}\
        """
                .formatted(name, second, admitted, limited, silentMillis);
    }

    private int top(String... options) {
        var words = new ArrayList<>(List.of("top"));
        words.addAll(List.of(options));
        if (!words.contains("--every")) {
            words.addAll(List.of("--every", "PT0.1S"));
        }
        return run(words.toArray(String[]::new));
    }
}
