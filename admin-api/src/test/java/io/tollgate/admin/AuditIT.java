package io.tollgate.admin;

import static io.tollgate.admin.AdminUnderTest.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.admin.audit.HeadKey;
import io.tollgate.admin.audit.KafkaAuditCheck;
import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.OwnBroker;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.AuditEntry;
import io.tollgate.schemas.AuditPhase;
import io.tollgate.schemas.audit.AuditFinding;
import io.tollgate.schemas.audit.AuditReport;
import io.tollgate.schemas.audit.AuditVerifier;
import io.tollgate.schemas.audit.ChainEnd;
import io.tollgate.schemas.audit.SignedHead;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.Topics;
import io.tollgate.settings.KafkaConnection;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the audit says of a life through the API, and that nobody can say it otherwise. */
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
                for (Topic<?> topic : topics(broker)) {
                    assertThat(KafkaRecords.rawOf(broker, topic.name()))
                            .as(topic.name())
                            .noneMatch(record -> record.contains(secret));
                }
            }
        }
        assertThat(audit(broker).toString()).doesNotContain("Zelda");

        AuditReport report = verify(broker);
        assertThat(report.findings()).isEmpty();
        List<AuditEntry> entries = audit(broker);
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

    @Test
    void anInstanceThatIsStartedAgainGoesOnWithItsChain(TestBroker broker) throws Exception {
        for (int start = 0; start < 3; start++) {
            try (var admin = AdminUnderTest.start(broker, dir)) {
                expect(
                        201,
                        admin.post("/v1/plans", "{\"id\": \"p" + start + "\", \"limits\": []}"));
            }
            assertThat(verify(broker).findings()).isEmpty();
        }
        assertThat(audit(broker))
                .extracting(AuditEntry::getSequence)
                .containsExactlyElementsOf(
                        LongStream.range(0, audit(broker).size()).boxed().toList());
        assertThat(audit(broker)).hasSizeGreaterThanOrEqualTo(10);

        var topic = new Topics(broker.prefix(), Partitions.DEFAULT).auditAdmin;
        try (var forger = KafkaRecords.to(broker, topic)) {
            forger.send("admin-admin-1", audit(broker).getFirst());
        }
        assertThat(verify(broker).findings())
                .extracting(AuditFinding::kind)
                .contains(AuditFinding.Kind.REORDERED);
    }

    @Test
    void findsThatKafkaWasToldToDeleteTheOldestEntries(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            admin.makeOwnerAndPlan();
        }
        String topic = new Topics(broker.prefix(), Partitions.DEFAULT).auditAdmin.name();
        broker.admin()
                .deleteRecords(
                        Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(3)))
                .all()
                .get();

        assertThat(verify(broker).findings())
                .extracting(AuditFinding::kind, AuditFinding::sequence)
                .containsExactly(tuple(AuditFinding.Kind.REMOVED, 2L));
    }

    @Test
    void verifiesNoTopicThatIsNotThere(TestBroker broker) {
        assertThatThrownBy(() -> verify(broker))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("audit-admin");
    }

    @Test
    void findsWhatIsFurtherBackThanACallLooks(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            admin.makeOwnerAndPlan();
            var topic = new Topics(broker.prefix(), Partitions.DEFAULT).auditAdmin;
            ChainEnd end = ChainEnd.empty("other");
            try (var other = KafkaRecords.to(broker, topic)) {
                for (int i = 0; i < 25_000; i++) {
                    AuditEntry entry = end.tie(something());
                    end = end.then(topic.values().encode(entry));
                    other.sendLater("other", entry);
                }
            }

            JsonNode first =
                    expect(200, admin.get("/v1/audit?target=acme&from=2020-01-01T00:00:00Z"));
            assertThat(first.path("items")).isEmpty();
            JsonNode second =
                    expect(
                            200,
                            admin.get(
                                    "/v1/audit?target=acme&cursor=" + first.path("next").asText()));
            assertThat(second.path("items")).hasSize(2);
            assertThat(second.path("next").isNull()).isTrue();
        }
    }

    @Test
    void isFoundByWhoDidWhatToWhatAndWhen(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            admin.makeOwnerAndPlan();
            String key = admin.makeKey().path("id").asText();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> found(admin, "target=" + key).size() == 2);

            JsonNode entries = found(admin, "target=" + key);
            assertThat(entries.get(0).path("phase").asText()).isEqualTo("OUTCOME");
            assertThat(entries.get(0).path("result").asText()).isEqualTo("OK");
            assertThat(entries.get(1).path("phase").asText()).isEqualTo("INTENT");
            assertThat(entries.get(1).path("difference").get(0).path("id").asText()).isEqualTo(key);
            assertThat(found(admin, "action=owners.create")).hasSize(2);
            assertThat(found(admin, "actor=first-start").size()).isEqualTo(4);
            assertThat(found(admin, "actor=nobody")).isEmpty();
            assertThat(found(admin, "to=2020-01-01T00:00:00Z")).isEmpty();
            assertThat(found(admin, "from=2020-01-01T00:00:00Z")).hasSize(10);
            JsonNode part = expect(200, admin.get("/v1/audit?limit=7"));
            assertThat(part.path("items")).hasSize(7);
            assertThat(found(admin, "cursor=" + part.path("next").asText())).hasSize(3);
            expect(400, admin.get("/v1/audit?who=me"));
        }
    }

    @Test
    void signsItsNewestEntryAtItsEndAsWell(TestBroker broker) throws Exception {
        for (String id : List.of("first", "second")) {
            try (var admin = AdminUnderTest.start(broker, dir)) {
                expect(201, admin.post("/v1/plans", "{\"id\": \"" + id + "\", \"limits\": []}"));
            }
        }
        Path key = dir.resolve("audit-key");
        assertThat(Files.getPosixFilePermissions(key)).hasSize(2);
        List<SignedHead> heads =
                Files.readAllLines(dir.resolve("audit-heads")).stream()
                        .map(SignedHead::parse)
                        .toList();
        assertThat(heads).hasSizeGreaterThanOrEqualTo(2);

        var publicKey = HeadKey.readPublic(dir.resolve("audit-key.pub"));
        AuditReport report = verify(broker, new AuditVerifier(heads, publicKey));
        assertThat(report.findings()).isEmpty();
        assertThat(report.unanchored()).isEmpty();
        assertThat(report.entries()).isEqualTo(8);

        var empty = new AuditVerifier(heads, publicKey);
        assertThat(empty.report().findings())
                .extracting(AuditFinding::kind)
                .containsExactly(AuditFinding.Kind.TRUNCATED);
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

    private static AuditEntry.Builder something() {
        return AuditEntry.newBuilder()
                .setAt(Instant.parse("2030-01-01T12:00:00Z"))
                .setPhase(AuditPhase.OUTCOME)
                .setActor("op_other")
                .setAction("plans.change")
                .setTarget("free")
                .setResult("OK");
    }

    private static JsonNode found(AdminUnderTest admin, String query) throws Exception {
        return expect(200, admin.get("/v1/audit?" + query)).path("items");
    }

    @Test
    void twoInstancesWithNamesOfTheirOwnWriteTwoChains(TestBroker broker) throws Exception {
        var more = Map.of("TOLLGATE_ADMIN_INSTANCE", "b");
        try (var first = AdminUnderTest.start(broker, dir)) {
            first.makeOwnerAndPlan();
            String key = first.makeKey().path("id").asText();
            try (var second = AdminUnderTest.start(broker, dir.resolve("other"), sharing(more))) {
                expect(503, first.post("/v1/plans", PLAN));
                expect(201, second.post("/v1/plans", PLAN));
                expect(201, first.post("/v1/revocations", suspend(key)));
            }
        }
        assertThat(verify(broker).findings()).isEmpty();
        List<AuditEntry> entries = audit(broker);
        everyIntentEndsOnce(entries);
        assertThat(only(entries, AuditPhase.OUTCOME, "revocations.create").getWriterId())
                .isEqualTo("admin-admin-1");
        assertThat(entries)
                .filteredOn(entry -> entry.getWriterId().equals("admin-b"))
                .extracting(AuditEntry::getAction)
                .containsExactly("plans.create", "plans.create");
        assertThat(said(entries, AuditPhase.OUTCOME))
                .contains("op plans.create urn:tollgate:problem:fenced");
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
        assertThat(verify(broker).findings()).isEmpty();
        List<AuditEntry> entries = audit(broker);
        everyIntentEndsOnce(entries);
        assertThat(said(entries, AuditPhase.OUTCOME))
                .contains("op plans.create OK", "op revocations.create OK");
    }

    /** Two programs on one machine can't share a usage store, but the secrets. */
    private Map<String, String> sharing(Map<String, String> more) {
        var all = new HashMap<>(more);
        all.put("TOLLGATE_ADMIN_DATA_DIR", dir.resolve("other").toString());
        all.put("TOLLGATE_ADMIN_PEPPER_FILE", dir.resolve("pepper").toString());
        all.put("TOLLGATE_ADMIN_TOKEN_FILE", dir.resolve("admin-token").toString());
        all.put("TOLLGATE_ADMIN_MASTER_KEY_FILE", dir.resolve("master-key").toString());
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

    private static List<AuditEntry> audit(TestBroker broker) {
        return KafkaRecords.valuesOf(
                broker, new Topics(broker.prefix(), Partitions.DEFAULT).auditAdmin);
    }

    private static AuditReport verify(TestBroker broker) {
        return verify(broker, new AuditVerifier());
    }

    private static AuditReport verify(TestBroker broker, AuditVerifier verifier) {
        var kafka =
                KafkaConnection.from(Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers()));
        return KafkaAuditCheck.verify(
                kafka,
                new Topics(broker.prefix(), Partitions.DEFAULT).auditAdmin,
                verifier,
                System::nanoTime);
    }

    /** Those that there are. */
    private static List<Topic<?>> topics(TestBroker broker) throws Exception {
        var names = broker.admin().listTopics().names().get();
        List<Topic<?>> all =
                new Topics(broker.prefix(), Partitions.DEFAULT)
                        .all().stream().filter(topic -> names.contains(topic.name())).toList();
        assertThat(all).hasSizeGreaterThan(10);
        return all;
    }

    private static String suspend(String keyId) {
        return "{\"target\": {\"keyId\": \""
                + keyId
                + "\"}, \"action\": \"SUSPEND\", \"reason\": \"looks odd\"}";
    }

    /** What is logged meanwhile. */
    private static final class Lines implements AutoCloseable {
        private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
        private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

        Lines() {
            appender.start();
            root.addAppender(appender);
        }

        List<String> all() {
            return List.copyOf(appender.list).stream()
                    .map(event ->
                            event.getFormattedMessage()
                                    + " "
                                    + event.getKeyValuePairs()
                                    + " "
                                    + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                    .toList();
        }

        @Override
        public void close() {
            root.detachAppender(appender);
        }
    }
}
