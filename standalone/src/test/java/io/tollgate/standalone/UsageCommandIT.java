package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageCommandIT extends ShellFixture {
    @Test
    void showsASeriesAsATableThatEndsWithItsSum() {
        api.answering(200, list("null", window("10:00", 1200, 3), window("11:00", 7, 0)));

        int exit = usage("show", "--owner", "acme", "--from", "2026-01-01", "--to", "2026-01-02");

        assertThat(exit).as(err.toString()).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "START                 REQUESTS  COST  REFUSED  BYTES IN  BYTES OUT  LATENCY     P99  STATE",
                        "2026-01-01T10:00:00Z      1200  2400        3      1000       5000   2.0 ms  9.5 ms  open",
                        "2026-01-01T11:00:00Z         7    14        0      1000       5000   2.0 ms  9.5 ms  open",
                        "sum                       1207  2414        3      2000      10000   2.0 ms");
        assertThat(api.requests())
                .containsExactly(
                        "/v1/usage?from=2026-01-01T00%3A00%3A00Z&limit=1000&ownerId=acme"
                                + "&to=2026-01-02T00%3A00%3A00Z&window=hour");
        assertThat(api.credentials()).containsExactly("Bearer " + SECRET);
    }

    @Test
    void putsTogetherWhatIsAnsweredInParts() {
        api.answering(200, list("\"more\"", window("10:00", 1, 0)));
        api.answering(200, list("null", window("11:00", 2, 0)));

        assertThat(usage("show", "--key", "key_1", "--json")).isZero();

        assertThat(out.toString()).contains("10:00", "11:00", "\"next\" : null");
        assertThat(api.requests().getLast()).contains("cursor=more");
    }

    @Test
    void putsTablesTogetherUnderOneLineOfNames() {
        api.answering(200, "more", "windowStart,requests\r\n10:00,1\r\n");
        api.answering(200, "windowStart,requests\r\n11:00,2\r\n");

        assertThat(usage("show", "--route", "all", "--csv")).isZero();

        assertThat(out.toString()).isEqualTo("windowStart,requests\r\n10:00,1\r\n11:00,2\r\n");
        assertThat(api.requests().getFirst()).contains("format=csv");
        assertThat(api.requests().getLast()).contains("cursor=more");
    }

    @Test
    void namesWhatAWindowWasSplitBy() {
        api.answering(
                200,
                list(
                        "null",
                        """
                        {"windowStart": "2026-01-01T10:00:00Z", "routeId": "all", "requests": 5,
                         "cost": 6, "refused": 1, "requestBytes": 10, "responseBytes": 20,
                         "statuses": {"2xx": 3, "5xx": 2}, "latencyMicros": 5000, "final": true}\
                        """));

        assertThat(usage("show", "--key", "key_1", "--by", "route")).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "START                 ROUTE  REQUESTS  COST  REFUSED  BYTES IN  BYTES OUT  LATENCY  P99  STATE",
                        "2026-01-01T10:00:00Z  all           5     6        1        10         20   1.0 ms    -  final",
                        "sum                                 5     6        1        10         20   1.0 ms");
    }

    @Test
    void saysWhatItMayMeanThatThereIsNothing() {
        api.answering(200, list("null"));

        assertThat(usage("show", "--key", "key_none")).isZero();

        assertThat(out.toString()).contains("Nothing was used in that time", "usage top");
    }

    @Test
    void listsWhoUsedMost() {
        api.answering(
                200,
                """
                {"by": "key", "measure": "refused", "window": "hour", "from": "2026-01-01T00:00:00Z",
                 "to": "2026-01-02T00:00:00Z", "next": "more", "items": [
                  {"keyId": "key_1", "ownerId": "acme", "requests": 20, "cost": 20, "refused": 9,
                   "statuses": {}, "requestBytes": 0, "responseBytes": 0, "latencyMicros": 0,
                   "final": false}]}\
                """);

        assertThat(usage("top", "--measure", "refused", "--limit", "1", "--last", "7d")).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "2026-01-01T00:00:00Z to 2026-01-02T00:00:00Z, by refused",
                        "   KEY    OWNER  REQUESTS  COST  REFUSED  BYTES IN  BYTES OUT  LATENCY  P99",
                        "1  key_1  acme         20    20        9         0          0        -    -");
        assertThat(api.requests()).hasSize(1);
        assertThat(api.requests().getFirst())
                .startsWith("/v1/usage/top?by=key&from=")
                .contains("&limit=1&measure=refused&window=hour");
    }

    @Test
    void endsWith1AndThePrintedReasonWhenTheApiRefuses() {
        api.answering(
                400,
                """
                {"type": "urn:tollgate:problem:invalid-parameter", "status": 400,
                 "detail": "window: is too short for a time of 44640 windows"}\
                """);

        assertThat(usage("top", "--window", "minute", "--last", "31d")).isEqualTo(1);

        assertThat(err.toString())
                .isEqualToIgnoringNewLines(
                        "tollgate: the admin API answered 400: window: is too short for a time of"
                                + " 44640 windows");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void endsWith1WhenTheTokenIsNotKnownAndSaysWhereToLook() {
        api.answering(401, "{\"detail\": \"the token is not valid\"}");

        assertThat(usage("top")).isEqualTo(1);

        assertThat(err.toString())
                .contains("401: the token is not valid", "--token-file")
                .doesNotContain(SECRET);
    }

    @Test
    void endsWith1WhenSomethingElseAnswers() {
        api.answering(200, "<html>It works!</html>");

        assertThat(usage("top")).isEqualTo(1);

        assertThat(err.toString()).contains(api.address() + " is not the admin API");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "show -> Say whose usage: --key",
                "show --owner acme --window week -> --window is minute, hour or day, not week",
                "show --owner acme --by plan -> --by is key, owner or route, not plan",
                "show --owner acme --from yesterday -> --from is a day such as 2030-01-31",
                "show --owner acme --to 2030-02-30 -> --to is a day such as 2030-01-31",
                "show --owner acme --last 5w -> --last is a time such as 90m",
                "show --owner acme --last 5d --to 2030-01-31 -> --last stands for --from and --to",
                "show --owner acme --json --csv -> mutually exclusive",
                "top --measure luck -> --measure is requests, cost, refused or bytes, not luck",
                "top --limit 0 -> --limit is 1 to 1000, not 0",
                "top --limit many -> --limit",
                "top --api ftp://here -> --api is an http or https address",
                "top --api http://user:password@here -> --api is an http or https address",
                "top --token tg_secret -> --token",
                "sideways -> sideways"
            })
    void endsWith2AndNamesWhatIsWrong(String line) {
        String[] parts = line.split(" -> ", 2);
        String[] words = parts[0].split(" ");

        assertThat(usage(words)).as(err.toString()).isEqualTo(2);

        assertThat(err.toString().lines().findFirst().orElse("")).contains(parts[1]);
        assertThat(api.requests()).isEmpty();
    }

    @Test
    void endsWith2WhenThereIsNoTokenAndNeverPrintsWhatTheFileHolds() throws IOException {
        Files.delete(token);
        assertThat(usage("top")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no token file " + token, "--token-file");

        Files.writeString(token, "two words");
        assertThat(usage("top")).isEqualTo(2);
        assertThat(err.toString()).contains("does not hold a token").doesNotContain("two words");
    }

    @Test
    void endsWith3WhenNobodyListens() throws IOException {
        api.close();

        assertThat(usage("top")).isEqualTo(3);

        assertThat(err.toString())
                .contains("can't reach the admin API at " + api.address())
                .contains("Is it running (./tollgate up)?");
    }

    @Test
    void endsWith3WhenTheConnectionBreaks() throws Exception {
        try (var closing = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var server =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    closing.accept().close();
                                } catch (IOException _) {
                                    // The test ends, and so does this.
                                }
                            });
            String address = "http://127.0.0.1:" + closing.getLocalPort();
            assertThat(usage("top", "--api", address)).isEqualTo(3);
            server.join();
        }
    }

    private int usage(String... words) {
        Stream<String> where =
                Arrays.asList(words).contains("--api") || words[0].equals("sideways")
                        ? Stream.of()
                        : Stream.of("--api", api.address());
        Stream<String> who =
                words[0].equals("sideways")
                        ? Stream.of()
                        : Stream.of("--token-file", token.toString());
        return line(
                Stream.of(Stream.of("usage"), Arrays.stream(words), where, who)
                        .flatMap(part -> part)
                        .toArray(String[]::new));
    }

    private static String list(String next, String... items) {
        return "{\"items\": [" + String.join(",", items) + "], \"next\": " + next + "}";
    }

    private static String window(String time, long requests, long refused) {
        return """
        {"windowStart": "2026-01-01T%s:00Z", "ownerId": "acme", "requests": %d, "cost": %d,
         "refused": %d, "statuses": {"2xx": %d}, "requestBytes": 1000, "responseBytes": 5000,
         "latencyMicros": %d, "latency": {"p99Micros": 9500}, "final": false}\
        """
                .formatted(time, requests, 2 * requests, refused, requests, 2000 * requests);
    }
}
