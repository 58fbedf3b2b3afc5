package io.tollgate.admin;

import static io.tollgate.admin.AdminUnderTest.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.TestBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(BrokerExtension.class)
class ClaimsIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int AT_ONCE = 24;
    private static final Map<String, String> PAGE =
            Map.of(
                    "TOLLGATE_ADMIN_LEAKS_PORT", "0",
                    "TOLLGATE_ADMIN_LEAKS_REPORTS_PER_MINUTE", "1000",
                    "TOLLGATE_ADMIN_CLAIMS_ADDRESS", "https://keys.example/claim");

    @TempDir private Path dir;

    @Test
    void givesAKeyOnceHoweverManyAskAtTheSameTime(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir, PAGE)) {
            admin.makeOwnerAndPlan();
            JsonNode link = open(admin);
            String id = link.path("keyId").asText();
            assertThat(admin.get("/v1/keys/" + id).statusCode()).isEqualTo(404);

            var answers = new ArrayList<Future<HttpResponse<String>>>();
            var ready = new CountDownLatch(AT_ONCE);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < AT_ONCE; i++) {
                    answers.add(
                            threads.submit(() -> {
                                ready.countDown();
                                ready.await();
                                return fetch(admin, tokenOf(link));
                            }));
                }
            }

            var fetched = new ArrayList<JsonNode>();
            for (var answer : answers) {
                if (answer.get().statusCode() == 201) {
                    fetched.add(expect(201, answer.get()));
                } else {
                    expect(410, answer.get());
                }
            }
            assertThat(fetched).hasSize(1);
            assertThat(fetched.getFirst().path("secret").asText()).startsWith("tg_live_");
            assertThat(fetched.getFirst().path("keyId").asText()).isEqualTo(id);
            JsonNode key = expect(200, admin.get("/v1/keys/" + id));
            assertThat(key.path("state").asText()).isEqualTo("ACTIVE");
            assertThat(fetched.getFirst().path("secret").asText())
                    .endsWith(key.path("lastFour").asText());
            assertThat(stateOf(admin, link)).isEqualTo("CLAIMED");
        }
    }

    @Test
    void tellsWhenALinkWasUsedAndWarnsOperators(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir, PAGE)) {
            admin.makeOwnerAndPlan();
            JsonNode link = open(admin);
            expect(201, fetch(admin, tokenOf(link)));
            String first =
                    expect(200, admin.get("/v1/claims/" + link.path("id").asText()))
                            .path("claimedAt")
                            .asText();

            JsonNode second = expect(410, fetch(admin, tokenOf(link)));

            assertThat(second.path("detail").asText()).contains(first);
            await().untilAsserted(() -> {
                JsonNode alerts = expect(200, admin.get("/v1/alerts")).path("items");
                assertThat(alerts).hasSize(1);
                assertThat(alerts.get(0).path("keyId")).isEqualTo(link.path("keyId"));
                assertThat(alerts.get(0).path("message").asText()).contains(first);
            });
        }
    }

    @Test
    void isNotUsedUpByLookingAtIt(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir, PAGE)) {
            admin.makeOwnerAndPlan();
            JsonNode link = open(admin);

            for (String method : new String[] {"GET", "HEAD"}) {
                var page =
                        HTTP.send(
                                at(admin).method(method, BodyPublishers.noBody()).build(),
                                BodyHandlers.ofString());
                assertThat(page.statusCode()).isEqualTo(200);
                assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                        .contains("default-src 'none'", "script-src 'self'");
            }

            expect(201, fetch(admin, tokenOf(link)));
        }
    }

    @Test
    void refusesWhatIsWithdrawnUnknownOrChanged(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir, PAGE)) {
            admin.makeOwnerAndPlan();
            JsonNode link = open(admin);
            String token = tokenOf(link);
            char last = token.charAt(token.length() - 1);
            String changed = token.substring(0, token.length() - 1) + (last == '0' ? '1' : '0');
            String unknown = "01ARZ3NDEKTSV4RRFFQ69G5FAV." + "0".repeat(64);

            JsonNode toChanged = expect(404, fetch(admin, changed));
            assertThat(toChanged).isEqualTo(expect(404, fetch(admin, unknown)));
            expect(400, fetch(admin, "nothing of the kind"));
            String path = "/v1/claims/" + link.path("id").asText();
            assertThat(admin.delete(path).statusCode()).isEqualTo(204);
            assertThat(admin.delete(path).statusCode()).isEqualTo(204);

            expect(410, fetch(admin, token));
            assertThat(stateOf(admin, link)).isEqualTo("WITHDRAWN");
        }
    }

    @Test
    void keepsNoTokenAndRemembersLinksOverARestart(TestBroker broker) throws Exception {
        JsonNode link;
        try (var admin = AdminUnderTest.start(broker, dir, PAGE)) {
            admin.makeOwnerAndPlan();
            link = open(admin);
            String secret = tokenOf(link).split("\\.", -1)[1];
            assertThat(admin.get("/v1/claims").body()).doesNotContain(secret);
        }
        try (var admin = AdminUnderTest.start(broker, dir, PAGE)) {
            expect(201, fetch(admin, tokenOf(link)));
        }
        try (var admin = AdminUnderTest.start(broker, dir, PAGE)) {
            expect(410, fetch(admin, tokenOf(link)));
        }
    }

    @Test
    void makesNoLinkWhereOwnersHaveNoPage(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            admin.makeOwnerAndPlan();

            JsonNode problem = expect(409, admin.post("/v1/claims", KEY));

            assertThat(problem.path("detail").asText()).contains("TOLLGATE_ADMIN_CLAIMS_ADDRESS");
        }
    }

    private static final String KEY =
            """
            {"ownerId": "acme", "planId": "free", "environment": "live", "name": "batch job",
             "goodFor": "P1D"}
            """;

    private static JsonNode open(AdminUnderTest admin) throws Exception {
        JsonNode link = expect(201, admin.post("/v1/claims", KEY));
        assertThat(link.path("link").asText()).startsWith("https://keys.example/claim#");
        assertThat(link.path("state").asText()).isEqualTo("OPEN");
        return link;
    }

    private static String tokenOf(JsonNode link) {
        return link.path("link").asText().split("#", -1)[1];
    }

    private static String stateOf(AdminUnderTest admin, JsonNode link) throws Exception {
        return expect(200, admin.get("/v1/claims/" + link.path("id").asText()))
                .path("state")
                .asText();
    }

    private static HttpRequest.Builder at(AdminUnderTest admin) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + admin.leakPort() + "/claim"));
    }

    private static HttpResponse<String> fetch(AdminUnderTest admin, String token)
            throws IOException, InterruptedException {
        return HTTP.send(
                at(admin)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"token\": \"" + token + "\"}"))
                        .build(),
                BodyHandlers.ofString());
    }
}
