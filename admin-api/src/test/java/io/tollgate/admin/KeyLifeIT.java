package io.tollgate.admin;

import static io.tollgate.admin.AdminUnderTest.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.ApiKeyKind;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.UsageWindow;
import io.tollgate.schemas.credentials.KeyForm;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(BrokerExtension.class)
class KeyLifeIT {
    @TempDir private Path dir;

    @Test
    void changesWhatAPatchNamesInTheVersionThatTheCallKnows(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            admin.makeOwnerAndPlan();
            expect(201, admin.post("/v1/plans", "{\"id\": \"pro\"}"));
            JsonNode key = admin.makeKey();
            String path = "/v1/keys/" + key.path("id").asText();

            var answer =
                    admin.patch(
                            path,
                            """
                            {"planId": "pro", "tags": {"team": "blue"}, "scopes": ["read"],
                             "expiresAt": "2100-01-01T00:00:00Z"}
                            """,
                            "If-Match",
                            "\"1\"");

            JsonNode changed = expect(200, answer);
            assertThat(answer.headers().firstValue("ETag")).contains("\"2\"");
            assertThat(changed.path("version").asLong()).isEqualTo(2);
            assertThat(changed.path("planId").asText()).isEqualTo("pro");
            assertThat(changed.path("name").asText()).isEqualTo("batch job");
            assertThat(changed.at("/tags/team").asText()).isEqualTo("blue");
            assertThat(changed.has("secret")).isFalse();
            assertThat(expect(200, admin.get(path))).isEqualTo(changed);
            ApiKey record = newest(broker, key.path("id").asText());
            assertThat(record.getVersion()).isEqualTo(2);
            assertThat(record.getPlanId()).isEqualTo("pro");
            assertThat(record.getLastFour()).isEqualTo(key.path("lastFour").asText());

            expect(412, admin.patch(path, "{\"name\": \"late\"}", "If-Match", "\"1\""));
            JsonNode wrong = expect(400, admin.patch(path, "{\"planId\": \"none\", \"tags\": {}}"));
            assertThat(wrong.at("/errors/0/field").asText()).isEqualTo("planId");
            expect(400, admin.patch(path, "{\"ownerId\": \"acme\"}"));
            JsonNode again = expect(200, admin.patch(path, "{\"tags\": {\"team\": null}}"));
            assertThat(again.path("tags")).isEmpty();
            assertThat(again.path("version").asLong()).isEqualTo(3);
            admin.delete(path);
            expect(409, admin.patch(path, "{\"name\": \"gone\"}"));
        }
    }

    @Test
    void aSuccessorTakesOverAndTheOldKeyEndsWithTheGrace(TestBroker broker) throws Exception {
        String oldId;
        JsonNode shown;
        try (var admin = AdminUnderTest.start(broker, dir)) {
            admin.makeOwnerAndPlan();
            oldId = admin.makeKey().path("id").asText();
            String path = "/v1/keys/" + oldId;
            String terms =
                    """
                    {"tags": {"team": "blue"}, "scopes": ["read"], "expiresAt": "2100-01-01T00:00:00Z"}
                    """;
            JsonNode old = expect(200, admin.patch(path, terms));
            String rotate = "{\"grace\": \"P7D\"}";
            Instant before = Instant.now();

            var answer = admin.post(path + "/rotate", rotate, "Idempotency-Key", "r");

            JsonNode successor = expect(201, answer);
            String id = successor.path("id").asText();
            assertThat(answer.headers().firstValue("Location")).contains("/v1/keys/" + id);
            assertThat(KeyForm.DEFAULT.wellFormed(successor.path("secret").asText())).isTrue();
            assertThat(successor.path("rotatedFrom").asText()).isEqualTo(oldId);
            assertThat(successor.path("limitSubject").asText()).isEqualTo(oldId);
            for (String same : List.of("ownerId", "planId", "tags", "scopes", "expiresAt")) {
                assertThat(successor.path(same)).as(same).isEqualTo(old.path(same));
            }
            JsonNode retired = successor.path("predecessor");
            assertThat(retired.path("rotatedTo").asText()).isEqualTo(id);
            assertThat(retired.path("state").asText()).isEqualTo("ACTIVE");
            assertThat(Instant.parse(retired.path("expiresAt").asText()))
                    .isBetween(
                            before.plus(Duration.ofDays(7)).truncatedTo(ChronoUnit.MILLIS),
                            Instant.now().plus(Duration.ofDays(7)));
            assertThat(newest(broker, id).getLimitSubject()).isEqualTo(oldId);

            JsonNode repeated =
                    expect(200, admin.post(path + "/rotate", rotate, "Idempotency-Key", "r"));
            assertThat(repeated.path("id").asText()).isEqualTo(id);
            assertThat(repeated.has("secret")).isFalse();
            expect(
                    422,
                    admin.post(path + "/rotate", "{\"grace\": \"P1D\"}", "Idempotency-Key", "r"));
            assertThat(expect(409, admin.post(path + "/rotate", rotate)).path("detail").asText())
                    .contains(id);
            String longer = "{\"expiresAt\": \"2100-01-01T00:00:00.001Z\"}";
            assertThat(expect(400, admin.patch(path, longer)).at("/errors/0/field").asText())
                    .isEqualTo("expiresAt");
            expect(400, admin.patch(path, "{\"expiresAt\": null}"));
            shown = expect(200, admin.get(path));
        }
        try (var admin = AdminUnderTest.start(broker, dir)) {
            assertThat(expect(200, admin.get("/v1/keys/" + oldId))).isEqualTo(shown);
        }
    }

    @Test
    void aGraceEndsEarlyWhenNobodyUsesTheOldKey(TestBroker broker) throws Exception {
        var topics = new Topics(broker.prefix(), Partitions.DEFAULT);
        try (var admin = AdminUnderTest.start(broker, dir);
                var minutes = KafkaRecords.to(broker, topics.usageMinute)) {
            admin.makeOwnerAndPlan();
            String oldId = admin.makeKey().path("id").asText();
            String path = "/v1/keys/" + oldId;
            expect(409, admin.post(path + "/rotate/finish", "{}"));
            JsonNode successor = expect(201, admin.post(path + "/rotate", "{\"grace\": \"P7D\"}"));
            assertThat(successor.at("/predecessor/lastUsedAt").isNull()).isTrue();
            Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES);
            minutes.send(oldId + "|" + minute, usage(oldId, minute));
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            expect(200, admin.get(path))
                                    .path("lastUsedAt")
                                    .asText()
                                    .equals(minute.toString()));

            JsonNode refused = expect(409, admin.post(path + "/rotate/finish", "{}"));
            assertThat(refused.path("detail").asText()).contains(minute.toString());
            assertThat(state(admin, path)).isEqualTo("ACTIVE");
            JsonNode ended =
                    expect(200, admin.post(path + "/rotate/finish", "{\"unusedFor\": \"PT0S\"}"));

            assertThat(ended.path("state").asText()).isEqualTo("EXPIRED");
            assertThat(state(admin, "/v1/keys/" + successor.path("id").asText()))
                    .isEqualTo("ACTIVE");
            assertThat(expect(200, admin.post(path + "/rotate/finish", "{}"))).isEqualTo(ended);
        }
    }

    @Test
    void aKeyThatIsSuspendedHasNoSuccessorToEscapeTo(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            admin.makeOwnerAndPlan();
            String id = admin.makeKey().path("id").asText();
            expect(
                    201,
                    admin.post(
                            "/v1/revocations",
                            "{\"target\": {\"keyId\": \""
                                    + id
                                    + "\"}, \"action\": \"SUSPEND\", \"reason\": \"unpaid\"}"));

            JsonNode refused =
                    expect(409, admin.post("/v1/keys/" + id + "/rotate", "{\"grace\": \"PT1H\"}"));

            assertThat(refused.path("detail").asText()).contains("is SUSPENDED");
            assertThat(expect(200, admin.get("/v1/keys")).path("items")).hasSize(1);
        }
    }

    @Test
    void searchesInPartsThatStayInPlaceWhileKeysChange(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            admin.makeOwnerAndPlan();
            var ids = new ArrayList<String>();
            for (int i = 0; i < 5; i++) {
                ids.add(admin.makeKey().path("id").asText());
                String tags = "{\"tags\": {\"team\": \"" + (i == 3 ? "red" : "blue") + "\"}}";
                expect(200, admin.patch("/v1/keys/" + ids.get(i), tags));
            }
            String blue = "/v1/keys?tag=team:blue&limit=2";
            JsonNode first = expect(200, admin.get(blue));
            admin.delete("/v1/keys/" + ids.get(0));
            expect(200, admin.patch("/v1/keys/" + ids.get(1), "{\"name\": \"other\"}"));
            expect(200, admin.patch("/v1/keys/" + ids.get(2), "{\"name\": \"other\"}"));
            JsonNode rest = expect(200, admin.get(blue + "&cursor=" + first.path("next").asText()));

            assertThat(ids(first)).containsExactly(ids.get(0), ids.get(1));
            assertThat(ids(rest)).containsExactly(ids.get(2), ids.get(4));
            assertThat(rest.path("next").isNull()).isTrue();
            JsonNode key = expect(200, admin.get("/v1/keys/" + ids.get(3)));
            assertThat(
                            ids(
                                    expect(
                                            200,
                                            admin.get(
                                                    "/v1/keys?lastFour="
                                                            + key.path("lastFour").asText()))))
                    .contains(ids.get(3));
            assertThat(
                            ids(
                                    expect(
                                            200,
                                            admin.get(
                                                    "/v1/keys?prefix="
                                                            + key.path("prefix").asText()))))
                    .contains(ids.get(3));
            assertThat(
                            ids(
                                    expect(
                                            200,
                                            admin.get(
                                                    "/v1/keys?tag=team:red&ownerId=acme&planId=free&state=ACTIVE"))))
                    .containsExactly(ids.get(3));
            assertThat(ids(expect(200, admin.get("/v1/keys?tag=team&state=DELETED"))))
                    .containsExactly(ids.get(0));
        }
    }

    private static List<String> ids(JsonNode page) {
        var ids = new ArrayList<String>();
        page.path("items").forEach(key -> ids.add(key.path("id").asText()));
        return ids;
    }

    private static String state(AdminUnderTest admin, String path) throws Exception {
        return expect(200, admin.get(path)).path("state").asText();
    }

    private static ApiKey newest(TestBroker broker, String keyId) {
        var topics = new Topics(broker.prefix(), Partitions.DEFAULT);
        return KafkaRecords.valuesOf(broker, topics.keys).stream()
                .filter(key -> key.getKind() == ApiKeyKind.KEY && key.getKeyId().equals(keyId))
                .max(Comparator.comparingLong(ApiKey::getVersion))
                .orElseThrow();
    }

    private static Usage usage(String keyId, Instant minute) {
        return Usage.newBuilder()
                .setKeyId(keyId)
                .setOwnerId("acme")
                .setPlanId("free")
                .setEnvironment(Environment.LIVE)
                .setWindow(UsageWindow.MINUTE)
                .setWindowStart(minute)
                .setWindowEnd(minute.plusSeconds(60))
                .setRevision(1)
                .setRequests(1)
                .setCost(1)
                .setUpdatedAt(minute)
                .build();
    }
}
