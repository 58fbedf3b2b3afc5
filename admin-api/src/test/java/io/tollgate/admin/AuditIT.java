package io.tollgate.admin;

import static io.tollgate.admin.AdminUnderTest.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.OwnBroker;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.AuditEntry;
import io.tollgate.schemas.AuditPhase;
import io.tollgate.schemas.audit.AuditReport;
import io.tollgate.schemas.topics.Topic;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the audit says of a life through the API. */
@ExtendWith(BrokerExtension.class)
class AuditIT {
    private static final String PLAN = "{\"id\": \"pro\", \"limits\": []}";
    private static final String WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final Map<String, String> PAGE =
            Map.of(
                    "TOLLGATE_ADMIN_LEAKS_PORT", "0",
                    "TOLLGATE_ADMIN_CLAIMS_ADDRESS", "https://keys.example/claim");

    @TempDir private Path dir;

    @Test
    void tellsAWholeLifeAndHoldsNoSecretOfIt(TestBroker broker) throws Exception {
        var secrets = new ArrayList<String>();
        String key;
        String operator;
        try (var lines = new Lines()) {
            try (var admin = AdminUnderTest.start(broker, dir, PAGE)) {
                admin.makeOwnerAndPlan();
                JsonNode made = admin.makeKey();
                key = made.path("id").asText();
                secrets.add(made.path("secret").asText());
                expect(200, admin.patch("/v1/keys/" + key, "{\"scopes\": [\"read\"]}"));
                expect(409, admin.post("/v1/plans", "{\"id\": \"free\", \"limits\": []}"));
                expect(404, admin.delete("/v1/keys/" + made.path("secret").asText()));
                JsonNode other =
                        expect(
                                201,
                                admin.post(
                                        "/v1/operators",
                                        "{\"name\": \"Zelda Zonk\", \"role\": \"security\"}"));
                operator = other.path("id").asText();
                secrets.add(other.path("token").asText());
                secrets.add(
                        expect(200, admin.post("/v1/operators/" + operator + "/token", ""))
                                .path("token")
                                .asText());
                expect(
                        200,
                        admin.put(
                                "/v1/owners/acme",
                                """
                                {"name": "Acme Ltd", "contact": {"email": "ops@acme.example",
                                  "webhook": {"url": "https://hooks.acme.example/in",
                                              "secret": "%s"}}}
                                """
                                        .formatted(WEBHOOK_SECRET)));
                secrets.add(
                        expect(
                                        201,
                                        admin.post(
                                                "/v1/keys/" + key + "/rotate",
                                                "{\"grace\": \"P1D\"}"))
                                .path("secret")
                                .asText());
                String revocation =
                        expect(201, admin.post("/v1/revocations", suspend(key)))
                                .path("id")
                                .asText();
                expect(200, admin.post("/v1/revocations/" + revocation + "/withdrawal", ""));
                secrets.addAll(claim(admin));
            }
            for (String file : List.of("pepper", "admin-token", "master-key", "audit-key")) {
                // Beside it there may be its version, and what is public.
                secrets.add(
                        Stream.of(Files.readString(dir.resolve(file)).split("\\s+"))
                                .max(Comparator.comparingInt(String::length))
                                .orElseThrow());
            }
            secrets.add(WEBHOOK_SECRET);
            secrets.addAll(List.of("ops@acme.example", "hooks.acme.example", "Acme Ltd"));
            assertThat(secrets).doesNotContain("").hasSize(14);
            assertThat(lines.all()).isNotEmpty();
            for (String secret : secrets) {
                assertThat(String.join("\n", lines.all())).doesNotContain(secret);
                for (Topic<?> topic : KafkaRecords.topics(broker)) {
                    assertThat(KafkaRecords.rawOf(broker, topic.name()))
                            .as(topic.name())
                            .noneMatch(record -> record.contains(secret));
                }
            }
        }
        assertThat(new AuditTopic(broker).entries().toString()).doesNotContain("Zelda");

        AuditReport report = new AuditTopic(broker).verify();
        assertThat(report.findings()).isEmpty();
        List<AuditEntry> entries = new AuditTopic(broker).entries();
        assertThat(report.entries()).isEqualTo(entries.size());
        assertThat(entries).allMatch(entry -> entry.getWriterId().equals("admin-admin-1"));
        assertThat(said(entries, AuditPhase.INTENT))
                .containsSubsequence(
                        "first-start operators.create",
                        "first-start rules.create",
                        "op owners.create",
                        "op plans.create",
                        "op keys.create",
                        "op keys.change",
                        "op operators.create",
                        "op operators.token",
                        "op owners.change",
                        "op keys.rotate",
                        "op claims.create",
                        "public claims.fetch");
        assertThat(said(entries, AuditPhase.OUTCOME))
                .contains(
                        "op plans.create urn:tollgate:problem:already-exists",
                        "op keys.delete urn:tollgate:problem:not-found",
                        "op revocations.create OK",
                        "op revocations.withdrawal OK");
        everyIntentEndsOnce(entries);
        AuditEntry change = only(entries, AuditPhase.INTENT, "keys.change");
        assertThat(change.getTarget()).isEqualTo(key);
        assertThat(AdminUnderTest.JSON.readTree(change.getDifference()).get(0).path("members"))
                .hasToString("{\"scopes\":{\"old\":[],\"new\":[\"read\"]}}");
        assertThat(only(entries, AuditPhase.INTENT, "operators.token").getTarget())
                .isEqualTo(operator);
        AuditEntry suspended = only(entries, AuditPhase.OUTCOME, "revocations.create");
        assertThat(suspended.getReason()).isEqualTo("looks odd");
        assertThat(suspended.getDifference()).contains(key).contains("SUSPEND");
    }

    /** An owner fetches a key by a link. What has to stay secret: the link's token, and the key. */
    private static List<String> claim(AdminUnderTest admin) throws Exception {
        JsonNode link =
                expect(
                        201,
                        admin.post(
                                "/v1/claims",
                                """
                                {"ownerId": "acme", "planId": "free", "environment": "live",
                                 "name": "batch job", "goodFor": "P1D"}
                                """));
        String token = link.path("link").asText().split("#", -1)[1];
        var page = URI.create("http://127.0.0.1:" + admin.leakPort() + "/claim");
        JsonNode claimed =
                expect(
                        201,
                        admin.send(
                                HttpRequest.newBuilder(page)
                                        .header("Content-Type", "application/json")
                                        .POST(
                                                BodyPublishers.ofString(
                                                        "{\"token\": \"" + token + "\"}"))));
        return List.of(token.split("\\.", -1)[1], claimed.path("secret").asText());
    }

    // The first is closed in the middle, and the try is for when that is not reached.
    @SuppressWarnings("try")
    @Test
    void twoInstancesWithNamesOfTheirOwnWriteTwoChains(TestBroker broker) throws Exception {
        var more = Map.of("TOLLGATE_ADMIN_INSTANCE", "b");
        try (var first = AdminUnderTest.start(broker, dir)) {
            first.makeOwnerAndPlan();
            String key = first.makeKey().path("id").asText();
            try (var second = AdminUnderTest.start(broker, dir.resolve("other"), sharing(more))) {
                expect(201, second.post("/v1/plans", PLAN));
                expect(409, second.post("/v1/plans", PLAN));
                first.close();
                expect(201, second.post("/v1/plans", PLAN.replace("pro", "max")));
                expect(201, second.post("/v1/revocations", suspend(key)));
            }
        }
        assertThat(new AuditTopic(broker).verify().findings()).isEmpty();
        List<AuditEntry> entries = new AuditTopic(broker).entries();
        everyIntentEndsOnce(entries);
        assertThat(only(entries, AuditPhase.OUTCOME, "revocations.create").getWriterId())
                .isEqualTo("admin-b");
        assertThat(entries)
                .filteredOn(entry -> entry.getWriterId().equals("admin-b"))
                .extracting(AuditEntry::getAction)
                .containsExactlyInAnyOrder("plans.create", "plans.create", "revocations.create");
        assertThat(said(entries, AuditPhase.OUTCOME))
                .containsOnlyOnce("op plans.create urn:tollgate:problem:already-exists");
    }

    @Test
    @OwnBroker
    void changesNothingWhileTheAuditCannotBeWrittenAndGoesOnAfterwards(TestBroker broker)
            throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            admin.makeOwnerAndPlan();
            String key = admin.makeKey().path("id").asText();
            broker.stop();
            expect(503, admin.post("/v1/plans", PLAN));

            broker.start();
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> {
                        int status = admin.post("/v1/plans", PLAN).statusCode();
                        return status == 201 || status == 409;
                    });
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> admin.post("/v1/revocations", suspend(key)).statusCode() == 201);
        }
        assertThat(new AuditTopic(broker).verify().findings()).isEmpty();
        List<AuditEntry> entries = new AuditTopic(broker).entries();
        everyIntentEndsOnce(entries);
        assertThat(said(entries, AuditPhase.OUTCOME))
                .contains("op plans.create OK", "op revocations.create OK");
    }

    /** Two programs on one machine can't share a usage store, but the secrets. */
    private Map<String, String> sharing(Map<String, String> more) throws Exception {
        Map<String, String> all = AdminUnderTest.sharing(dir);
        all.put("TOLLGATE_ADMIN_DATA_DIR", dir.resolve("other").toString());
        all.putAll(more);
        return all;
    }

    private static void everyIntentEndsOnce(List<AuditEntry> entries) {
        List<String> intended =
                entries.stream()
                        .filter(entry -> entry.getPhase() == AuditPhase.INTENT)
                        .map(entry -> entry.getWriterId() + " " + entry.getSequence())
                        .toList();
        List<String> ended =
                entries.stream()
                        .filter(entry -> entry.getIntent() >= 0)
                        .map(entry -> entry.getWriterId() + " " + entry.getIntent())
                        .toList();
        assertThat(intended).isNotEmpty();
        assertThat(ended).containsExactlyInAnyOrderElementsOf(intended);
    }

    private static AuditEntry only(List<AuditEntry> entries, AuditPhase phase, String action) {
        List<AuditEntry> found =
                entries.stream()
                        .filter(entry ->
                                entry.getPhase() == phase && entry.getAction().equals(action))
                        .toList();
        assertThat(found).as(action).hasSize(1);
        return found.getFirst();
    }

    /** Entries in a line each, ids of operators cut off. */
    private static List<String> said(List<AuditEntry> entries, AuditPhase phase) {
        return entries.stream()
                .filter(entry -> entry.getPhase() == phase)
                .map(entry ->
                        (entry.getActor().replaceFirst("^op_.*", "op")
                                        + " "
                                        + entry.getAction()
                                        + " "
                                        + entry.getResult())
                                .strip())
                .collect(Collectors.toList());
    }

    private static String suspend(String keyId) {
        return "{\"target\": {\"keyId\": \""
                + keyId
                + "\"}, \"action\": \"SUSPEND\", \"reason\": \"looks odd\"}";
    }
}
