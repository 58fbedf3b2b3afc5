package io.tollgate.admin;

import static io.tollgate.admin.AdminUnderTest.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.OnBothBrokers;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.Gap;
import io.tollgate.schemas.GapState;
import io.tollgate.schemas.credentials.KeyForm;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@OnBothBrokers
@ExtendWith(BrokerExtension.class)
class AdminLifeIT {
    private static final String ROUTE =
            """
            {"id": "all", "match": {"path": "/**"}, "upstreams": ["http://localhost:9000"], "cost": 1, "scopes": []}
            """;

    @TempDir private Path dir;

    @Test
    void keepsEverythingOverARestart(TestBroker broker) throws Exception {
        String keyId;
        String revocationId;
        JsonNode before;
        try (var admin = AdminUnderTest.start(broker, dir)) {
            admin.makeOwnerAndPlan();
            expect(201, admin.post("/v1/routes", ROUTE));
            JsonNode key = admin.makeKey();
            keyId = key.path("id").asText();
            assertThat(KeyForm.DEFAULT.wellFormed(key.path("secret").asText())).isTrue();
            assertThat(key.path("state").asText()).isEqualTo("ACTIVE");
            assertThat(admin.get("/v1/keys/" + keyId).body()).doesNotContain("\"secret\"");
            revocationId =
                    expect(201, admin.post("/v1/revocations", revoke(keyId))).path("id").asText();
            before = everything(admin);
        }
        try (var admin = AdminUnderTest.start(broker, dir)) {
            assertThat(everything(admin)).isEqualTo(before);
            JsonNode key = expect(200, admin.get("/v1/keys/" + keyId));
            assertThat(key.path("state").asText()).isEqualTo("REVOKED");
            assertThat(key.path("revocationIds").path(0).asText()).isEqualTo(revocationId);
            assertThat(expect(200, admin.get("/v1/owners/acme")).at("/contact/email").asText())
                    .isEqualTo("ops@acme.example");
        }
    }

    @Test
    void aWithdrawnSuspensionReinstatesTheKey(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            admin.makeOwnerAndPlan();
            String keyId = admin.makeKey().path("id").asText();
            JsonNode suspension =
                    expect(
                            201,
                            admin.post(
                                    "/v1/revocations",
                                    """
                                    {"target": {"ownerId": "acme"}, "action": "SUSPEND", "reason": "unpaid", "duration": "PT1H"}
                                    """));
            assertThat(state(admin, keyId)).isEqualTo("SUSPENDED");
            assertThat(suspension.at("/receipts/edges").asInt()).isZero();

            String path = "/v1/revocations/" + suspension.path("id").asText();
            JsonNode withdrawn = expect(200, admin.post(path + "/withdrawal", ""));

            assertThat(withdrawn.path("state").asText()).isEqualTo("WITHDRAWN");
            assertThat(state(admin, keyId)).isEqualTo("ACTIVE");
            expect(409, admin.post(path + "/withdrawal", ""));
            assertThat(list(admin, "/v1/revocations?state=WITHDRAWN")).hasSize(1);
        }
    }

    @Test
    void doesNotDeleteWhatKeysStillUse(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            admin.makeOwnerAndPlan();
            String keyId = admin.makeKey().path("id").asText();

            assertThat(expect(409, admin.delete("/v1/owners/acme")).path("detail").asText())
                    .contains("has 1 keys");
            assertThat(expect(409, admin.delete("/v1/plans/free")).path("detail").asText())
                    .contains("used by 1 keys");

            assertThat(admin.delete("/v1/keys/" + keyId).statusCode()).isEqualTo(204);
            assertThat(state(admin, keyId)).isEqualTo("DELETED");
            assertThat(list(admin, "/v1/keys")).isEmpty();
            assertThat(list(admin, "/v1/keys?state=DELETED")).hasSize(1);
            assertThat(admin.delete("/v1/owners/acme").statusCode()).isEqualTo(204);
            assertThat(admin.delete("/v1/plans/free").statusCode()).isEqualTo(204);
            assertThat(admin.get("/v1/owners/acme").statusCode()).isEqualTo(404);
            admin.makeOwnerAndPlan();
        }
    }

    @Test
    void repeatsACreationWithoutCreatingAgain(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            admin.makeOwnerAndPlan();
            String body =
                    "{\"ownerId\": \"acme\", \"planId\": \"free\", \"environment\": \"test\"}";
            JsonNode first = expect(201, admin.post("/v1/keys", body, "Idempotency-Key", "one"));
            JsonNode again = expect(200, admin.post("/v1/keys", body, "Idempotency-Key", "one"));

            assertThat(again.path("id")).isEqualTo(first.path("id"));
            assertThat(again.has("secret")).isFalse();
            assertThat(list(admin, "/v1/keys")).hasSize(1);
            String other = body.replace("test", "live");
            expect(422, admin.post("/v1/keys", other, "Idempotency-Key", "one"));
            expect(201, admin.post("/v1/keys", other, "Idempotency-Key", "two"));

            String revoke = revoke(first.path("id").asText());
            JsonNode revoked =
                    expect(201, admin.post("/v1/revocations", revoke, "Idempotency-Key", "r"));
            JsonNode repeated =
                    expect(200, admin.post("/v1/revocations", revoke, "Idempotency-Key", "r"));
            assertThat(repeated.path("id")).isEqualTo(revoked.path("id"));
            assertThat(list(admin, "/v1/revocations")).hasSize(1);
        }
    }

    @Test
    void changesOnlyTheVersionThatTheCallKnows(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            admin.makeOwnerAndPlan();
            expect(201, admin.post("/v1/routes", ROUTE));
            for (String path : new String[] {"/v1/plans/free", "/v1/owners/acme"}) {
                String tag = admin.get(path).headers().firstValue("ETag").orElseThrow();
                assertThat(tag).isEqualTo("\"1\"");
                assertThat(admin.put(path, "{}", "If-Match", tag).statusCode()).isEqualTo(200);
                assertThat(admin.put(path, "{}", "If-Match", tag).statusCode()).isEqualTo(412);
            }
            String tag = admin.get("/v1/routes/all").headers().firstValue("ETag").orElseThrow();
            String dearer = ROUTE.replace("\"cost\": 1", "\"cost\": 2");
            assertThat(admin.put("/v1/routes/all", dearer, "If-Match", tag).statusCode())
                    .isEqualTo(200);
            assertThat(admin.put("/v1/routes/all", ROUTE, "If-Match", tag).statusCode())
                    .isEqualTo(412);
        }
    }

    @Test
    void listsInPartsAndByFilter(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            admin.makeOwnerAndPlan();
            for (int i = 0; i < 5; i++) {
                admin.makeKey();
            }
            JsonNode first = expect(200, admin.get("/v1/keys?limit=3"));
            JsonNode rest =
                    expect(
                            200,
                            admin.get("/v1/keys?limit=3&cursor=" + first.path("next").asText()));

            assertThat(first.path("items")).hasSize(3);
            assertThat(rest.path("items")).hasSize(2);
            assertThat(rest.path("next").isNull()).isTrue();
            assertThat(list(admin, "/v1/keys?ownerId=acme&planId=free&state=ACTIVE")).hasSize(5);
            assertThat(list(admin, "/v1/keys?ownerId=nobody")).isEmpty();
        }
    }

    @Test
    void personalDataAreInTheVaultAloneAndEncrypted(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            admin.makeOwnerAndPlan();
            var topics = new Topics(broker.prefix(), Partitions.DEFAULT);
            assertThat(KafkaRecords.valuesOf(broker, topics.vault))
                    .as("the seal and one")
                    .hasSize(2);
            assertThat(KafkaRecords.rawOf(broker, broker.prefix() + "vault"))
                    .noneMatch(value -> value.contains("Acme") || value.contains("ops@"));
            assertThat(KafkaRecords.rawOf(broker, broker.prefix() + "owners"))
                    .hasSize(1)
                    .noneMatch(value -> value.contains("Acme") || value.contains("ops@"));

            admin.delete("/v1/owners/acme");
            assertThat(KafkaRecords.valuesOf(broker, topics.vault)).hasSize(3).last().isNull();
        }
    }

    @Test
    void theFirstStartMakesOneOperatorAndTheDefaultRules(TestBroker broker) throws Exception {
        for (int start = 0; start < 2; start++) {
            try (var admin = AdminUnderTest.start(broker, dir)) {
                JsonNode me = expect(200, admin.get("/v1/operators/me"));
                assertThat(me.path("role").asText()).isEqualTo("ADMIN");
                JsonNode rules = list(admin, "/v1/rules");
                assertThat(rules.valueStream().map(rule -> rule.path("id").asText()))
                        .containsExactly(
                                "client-errors",
                                "hammering",
                                "leaked-key",
                                "new-network",
                                "revoked-key",
                                "runaway",
                                "scanner",
                                "stuffing");
                assertThat(rules).allMatch(rule -> rule.path("version").asInt() == 1);
            }
        }
    }

    @Test
    void automaticActionsAreBoundedAndCanBeSwitchedOff(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            JsonNode first = expect(200, admin.get("/v1/automation"));
            assertThat(first.path("enabled").asBoolean()).isTrue();
            assertThat(first.path("mostPerHour").asInt()).isEqualTo(100);
            assertThat(first.path("actedInLastHour").asInt(-1)).isZero();

            expect(200, admin.put("/v1/automation", "{\"enabled\": false, \"mostPerHour\": 7}"));

            JsonNode changed = expect(200, admin.get("/v1/automation"));
            assertThat(changed.path("enabled").asBoolean()).isFalse();
            assertThat(changed.path("mostPerHour").asInt()).isEqualTo(7);
            assertThat(changed.path("version").asInt()).isEqualTo(1);
            assertThat(list(admin, "/v1/rules").valueStream().map(rule -> rule.path("id")))
                    .hasSize(8)
                    .noneMatch(id -> id.asText().isEmpty());
            expect(404, admin.get("/v1/rules/%7Cautomation"));
        }
    }

    @Test
    void showsWhatIsMissingInUsage(TestBroker broker) throws Exception {
        var topics = new Topics(broker.prefix(), Partitions.DEFAULT);
        try (var admin = AdminUnderTest.start(broker, dir);
                var gaps = KafkaRecords.to(broker, topics.gaps)) {
            gaps.send("edge-1|b1", gap("edge-1", GapState.OPEN, 3, 7));
            gaps.send("edge-2|b1", gap("edge-2", GapState.OPEN, 0, 0));
            gaps.send("edge-1|b1", gap("edge-1", GapState.CLOSED, 3, 4));
            await().atMost(Duration.ofSeconds(20)).until(() -> list(admin, "/v1/gaps").size() == 3);

            JsonNode open = list(admin, "/v1/gaps?edgeId=edge-1&state=open");
            assertThat(open).hasSize(1);
            assertThat(open.at("/0/missing").asLong()).isEqualTo(3);
            expect(400, admin.get("/v1/gaps?state=lost"));
        }
    }

    private static Gap gap(String edgeId, GapState state, long first, long last) {
        return Gap.newBuilder()
                .setEdgeId(edgeId)
                .setBoot("b1")
                .setPartition(0)
                .setFirst(first)
                .setLast(last)
                .setSize(last - first + 1)
                .setState(state)
                .setAt(Instant.EPOCH)
                .build();
    }

    private static JsonNode everything(AdminUnderTest admin) throws Exception {
        var all = AdminUnderTest.JSON.createObjectNode();
        for (String what :
                new String[] {"owners", "plans", "routes", "rules", "keys", "revocations"}) {
            all.set(what, list(admin, "/v1/" + what));
        }
        return all;
    }

    private static JsonNode list(AdminUnderTest admin, String path) throws Exception {
        return expect(200, admin.get(path)).path("items");
    }

    private static String state(AdminUnderTest admin, String keyId) throws Exception {
        return expect(200, admin.get("/v1/keys/" + keyId)).path("state").asText();
    }

    private static String revoke(String keyId) {
        return "{\"target\": {\"keyId\": \""
                + keyId
                + "\"}, \"action\": \"REVOKE\", \"reason\": \"leaked\"}";
    }
}
