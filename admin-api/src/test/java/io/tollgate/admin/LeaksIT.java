package io.tollgate.admin;

import static io.tollgate.admin.AdminUnderTest.JSON;
import static io.tollgate.admin.AdminUnderTest.expect;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.admin.http.PortInUseException;
import io.tollgate.admin.leak.PlayedGithub;
import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(BrokerExtension.class)
class LeaksIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Map<String, String> FORM =
            Map.of("TOLLGATE_ADMIN_LEAKS_PORT", "0", "TOLLGATE_ADMIN_LEAKS_FORM", "true");

    @TempDir private Path dir;

    @Test
    void revokesWhatGitHubFoundAndAnswersInItsForm(TestBroker broker) throws Exception {
        try (var github = new PlayedGithub();
                var admin = AdminUnderTest.start(broker, dir, receiver(github))) {
            admin.makeOwnerAndPlan();
            JsonNode key = admin.makeKey();
            String secret = key.path("secret").asText();
            String body =
                    """
                    [{"token": "%s", "type": "tollgate", "url": "https://github.com/a/b/x.txt", "source": "commit"},
                     {"token": "nobody's", "type": "tollgate", "url": "", "source": "content"}]
                    """
                            .formatted(secret);

            var answer = fromGithub(admin, body, github.sign(body.getBytes(UTF_8)));

            JsonNode labels = expect(200, answer);
            assertThat(labels.at("/0/label").asText()).isEqualTo("true_positive");
            assertThat(labels.at("/1/label").asText()).isEqualTo("false_positive");
            assertThat(answer.body()).doesNotContain(secret);
            JsonNode revocation = onlyOne(admin, "/v1/revocations");
            assertThat(revocation.path("action").asText()).isEqualTo("REVOKE");
            assertThat(revocation.path("actor").asText()).isEqualTo("leak-report/github");
            assertThat(revocation.at("/target/keyId").asText()).isEqualTo(key.path("id").asText());
            assertThat(revocation.path("caseReference").asText())
                    .isEqualTo("https://github.com/a/b/x.txt");
            assertThat(stateOf(admin, key)).isEqualTo("REVOKED");

            expect(200, fromGithub(admin, body, github.sign(body.getBytes(UTF_8))));
            onlyOne(admin, "/v1/revocations");
            assertThat(github.fetches()).isEqualTo(1);
            await().untilAsserted(() -> onlyOne(admin, "/v1/alerts"));
            assertThat(onlyOne(admin, "/v1/alerts").path("signal").asText())
                    .isEqualTo("LEAK_REPORT");
            assertThat(admin.get("/metrics").body())
                    .contains(
                            "tollgate_admin_leak_reports_total{outcome=\"REVOKED\",via=\"github\"} 1.0")
                    .contains(
                            "tollgate_admin_leak_reports_total{outcome=\"UNKNOWN_KEY\",via=\"github\"} 2.0");
        }
    }

    @Test
    void doesNotListenToWhoeverIsNotGitHub(TestBroker broker) throws Exception {
        try (var github = new PlayedGithub();
                var admin = AdminUnderTest.start(broker, dir, receiver(github))) {
            admin.makeOwnerAndPlan();
            JsonNode key = admin.makeKey();
            String body =
                    "[{\"token\": \"%s\", \"type\": \"t\"}]".formatted(key.path("secret").asText());
            String other = github.sign("[]".getBytes(UTF_8));

            assertThat(fromGithub(admin, body, other).statusCode()).isEqualTo(403);
            var unsigned = send(admin, "/leaks/github", "application/json", body);
            assertThat(unsigned.statusCode()).isEqualTo(403);
            assertThat(unsigned.body()).contains("urn:tollgate:problem:wrong-signature");
            String large = " ".repeat(2 << 20);
            assertThat(fromGithub(admin, large, github.sign(large.getBytes(UTF_8))).statusCode())
                    .isEqualTo(413);
            assertThat(items(admin, "/v1/revocations")).isEmpty();
        }
    }

    @Test
    void pausesAKeyThatAnybodyReportedAndTellsNobodyThatItWasOne(TestBroker broker)
            throws Exception {
        var topics = new Topics(broker.prefix(), Partitions.DEFAULT);
        try (var lines = new Lines();
                var admin = AdminUnderTest.start(broker, dir, FORM)) {
            admin.makeOwnerAndPlan();
            JsonNode key = admin.makeKey();
            String secret = key.path("secret").asText();
            String unknown = secret.replaceAll("_[^_]*$", "_notakey1");

            var known = report(admin, secret);
            var made = report(admin, unknown);

            assertThat(known.statusCode()).isEqualTo(made.statusCode()).isEqualTo(303);
            assertThat(headersOf(known)).isEqualTo(headersOf(made));
            assertThat(known.body()).isEqualTo(made.body()).isEmpty();
            await().untilAsserted(() -> assertThat(stateOf(admin, key)).isEqualTo("SUSPENDED"));
            JsonNode revocation = onlyOne(admin, "/v1/revocations");
            assertThat(revocation.path("actor").asText()).isEqualTo("leak-report/form");
            assertThat(revocation.path("endsAt").asText()).isNotEmpty();
            await().untilAsserted(() -> onlyOne(admin, "/v1/alerts"));

            report(admin, secret);
            await().untilAsserted(() ->
                    assertThat(admin.get("/metrics").body())
                            .contains(
                                    "tollgate_admin_leak_reports_total{outcome=\"NOTHING_NEW\",via=\"form\"} 1.0"));
            onlyOne(admin, "/v1/revocations");
            await().until(() ->
                    KafkaRecords.valuesOf(broker, topics.auditAdmin).stream()
                            .anyMatch(entry -> entry.getAction().equals("revocations.create")));
            for (var topic :
                    List.of(
                            topics.revocations.name(),
                            topics.alerts.name(),
                            topics.auditAdmin.name())) {
                assertThat(KafkaRecords.rawOf(broker, topic))
                        .noneMatch(record -> record.contains(secret));
            }
            assertThat(admin.get("/metrics").body()).doesNotContain(secret);
            assertThat(lines.all()).noneMatch(line -> line.contains(secret));
        }
    }

    @Test
    void givesThePublicNothingElse(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir, FORM)) {
            for (String path :
                    List.of(
                            "/",
                            "/v1/keys",
                            "/v1/revocations",
                            "/metrics",
                            "/health/ready",
                            "/openapi.yaml",
                            "/schema-registry/subjects",
                            "/leaks/github",
                            "/leaks/../v1/keys")) {
                var request = admin.request(path).build();
                var asked = HttpRequest.newBuilder(request, (_, _) -> true);
                asked.uri(URI.create("http://127.0.0.1:" + admin.leakPort() + path));
                assertThat(HTTP.send(asked.build(), BodyHandlers.ofString()).statusCode())
                        .as(path)
                        .isIn(400, 404);
            }
            assertThat(admin.get("/leaks").statusCode()).as("on the API").isEqualTo(404);
            var page = get(admin, "/leaks?key=whatever");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("<form").doesNotContain("whatever");
            assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(get(admin, "/leaks/received").body()).contains("Thank you");
            assertThat(get(admin, "/leaks/style.css").body()).contains("color-scheme");
        }
    }

    @Test
    void limitsHowOftenOneSourceReports(TestBroker broker) throws Exception {
        var settings = new HashMap<>(FORM);
        settings.put("TOLLGATE_ADMIN_LEAKS_REPORTS_PER_MINUTE", "2");
        settings.put("TOLLGATE_ADMIN_LEAKS_TRUSTED_PROXIES", "127.0.0.1");
        try (var admin = AdminUnderTest.start(broker, dir, settings)) {
            assertThat(report(admin, "some-key-1").statusCode()).isEqualTo(303);
            assertThat(report(admin, "some-key-2").statusCode()).isEqualTo(303);
            var third = report(admin, "some-key-3");
            assertThat(third.statusCode()).isEqualTo(429);
            assertThat(third.headers().firstValue("Retry-After")).isPresent();
            assertThat(third.body()).contains("<form").doesNotContain("some-key");
            assertThat(report(admin, "some-key-3", "X-Forwarded-For", "192.0.2.1").statusCode())
                    .isEqualTo(303);
        }
    }

    @Test
    void isOffUnlessSwitchedOnAndNamesAPortInUse(TestBroker broker) throws Exception {
        try (var admin =
                Admin.start(AdminUnderTest.settings(broker, dir.resolve("off"), Map.of()))) {
            assertThat(admin.leakPort()).isEmpty();
        }
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var settings =
                    AdminUnderTest.settings(
                            broker,
                            dir.resolve("off"),
                            Map.of(
                                    "TOLLGATE_ADMIN_LEAKS_FORM",
                                    "true",
                                    "TOLLGATE_ADMIN_LEAKS_PORT",
                                    String.valueOf(taken.getLocalPort())));
            assertThatThrownBy(() -> Admin.start(settings).close())
                    .isInstanceOf(PortInUseException.class)
                    .hasMessageContaining("TOLLGATE_ADMIN_LEAKS_PORT");
        }
    }

    private static Map<String, String> receiver(PlayedGithub github) {
        return Map.of(
                "TOLLGATE_ADMIN_LEAKS_PORT", "0",
                "TOLLGATE_ADMIN_LEAKS_GITHUB", "true",
                "TOLLGATE_ADMIN_LEAKS_GITHUB_KEYS_URL", github.address());
    }

    private static HttpResponse<String> fromGithub(
            AdminUnderTest admin, String body, String signature)
            throws IOException, InterruptedException {
        return send(
                admin,
                "/leaks/github",
                "application/json",
                body,
                "Github-Public-Key-Identifier",
                PlayedGithub.KEY,
                "Github-Public-Key-Signature",
                signature);
    }

    private static HttpResponse<String> report(
            AdminUnderTest admin, String secret, String... headers)
            throws IOException, InterruptedException {
        return send(admin, "/leaks", "application/x-www-form-urlencoded", "key=" + secret, headers);
    }

    private static HttpResponse<String> send(
            AdminUnderTest admin, String path, String type, String body, String... headers)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin.leakPort() + path))
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString(body));
        return HTTP.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(AdminUnderTest admin, String path)
            throws IOException, InterruptedException {
        var address = URI.create("http://127.0.0.1:" + admin.leakPort() + path);
        return HTTP.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }

    private static Map<String, List<String>> headersOf(HttpResponse<String> answer) {
        var headers = new TreeMap<>(answer.headers().map());
        headers.remove("date");
        return headers;
    }

    private static String stateOf(AdminUnderTest admin, JsonNode key) throws Exception {
        return expect(200, admin.get("/v1/keys/" + key.path("id").asText())).path("state").asText();
    }

    private static JsonNode onlyOne(AdminUnderTest admin, String path) throws Exception {
        JsonNode items = items(admin, path);
        assertThat(items).hasSize(1);
        return items.get(0);
    }

    private static JsonNode items(AdminUnderTest admin, String path) throws Exception {
        return JSON.readTree(admin.get(path).body()).path("items");
    }
}
