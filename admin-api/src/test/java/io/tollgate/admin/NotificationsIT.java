package io.tollgate.admin;

import static io.tollgate.admin.AdminUnderTest.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.RuleMode;
import io.tollgate.schemas.Signal;
import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.ThrottleKind;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topics;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What happens to keys reaches owners and operators, over real HTTP, SMTP and Kafka. */
@ExtendWith(BrokerExtension.class)
class NotificationsIT {
    private static final String OPERATORS = "whsec_b3BlcmF0b3JzIG9wZXJhdG9ycyBvcGVyYXRvcnM=";
    private static final String OWNER = "whsec_b3duZXIgb3duZXIgb3duZXIgb3duZXIgb3duZXI=";

    @TempDir private Path dir;
    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
    private HookReceiver operators;
    private HookReceiver owner;

    @BeforeEach
    void startReceivers() throws Exception {
        mail.setUser("tollgate@acme.example", "tollgate", "open sesame");
        mail.start();
        operators = HookReceiver.start(OPERATORS);
        owner = HookReceiver.start(OWNER);
    }

    @AfterEach
    void stopReceivers() {
        mail.stop();
        operators.close();
        owner.close();
    }

    @Test
    void whoeverIsConcernedIsToldOnceAlsoByTheInstanceAfterARestart(TestBroker broker)
            throws Exception {
        operators.answerWith(500);
        String key;
        try (var admin = start(broker)) {
            makeOwner(admin);
            key = admin.makeKey().path("id").asText();
            expect(201, admin.post("/v1/revocations", suspend(key)));
            patiently().until(() -> !owner.taken("key.suspended").isEmpty());
            patiently().until(() -> mailTo("ops@acme.example").size() == 1);
            patiently().until(() -> mailTo("operators@tollgate.example").size() == 1);
            patiently().until(() -> !operators.all().isEmpty());
            assertThat(operators.taken("key.suspended")).isEmpty();
        }

        operators.answerWith(204);
        try (var admin = start(broker)) {
            patiently().until(() -> !operators.taken("key.suspended").isEmpty());
            patiently().until(() -> notifications(admin, "?state=pending").isEmpty());
            assertThat(notifications(admin, "?state=delivered"))
                    .hasSize(4)
                    .allSatisfy(it -> assertThat(it.path("keyId").asText()).isEqualTo(key));
            JsonNode late = notifications(admin, "?endpoint=operators/webhook").getFirst();
            assertThat(late.path("attempts").asInt()).isGreaterThanOrEqualTo(2);
            assertThat(late.path("nextAttemptAt").isNull()).isTrue();
            expect(200, admin.get("/v1/notifications/" + late.path("id").asText()));
        }

        assertThat(operators.all())
                .extracting(HookReceiver.Hook::id)
                .containsOnly(operators.all().getFirst().id());
        assertThat(operators.taken("key.suspended")).hasSize(1);
        assertThat(operators.taken("key.suspended").getFirst().body()).contains("case 7");
        assertThat(owner.taken("key.suspended")).hasSize(1);
        assertThat(owner.taken("key.suspended").getFirst().body())
                .contains(key)
                .doesNotContain("case 7");
        assertThat(mailTo("ops@acme.example")).hasSize(1);
        assertThat(mailTo("ops@acme.example").getFirst().getSubject())
                .isEqualTo("[Tollgate] API key suspended: " + key);
    }

    @Test
    void revokedAndReinstatedKeysAlertsAndQuotasAreAllTold(TestBroker broker) throws Exception {
        try (var admin = start(broker)) {
            makeOwner(admin);
            String key = admin.makeKey().path("id").asText();
            String revocation =
                    expect(201, admin.post("/v1/revocations", revoke(key))).path("id").asText();
            patiently().until(() -> !owner.taken("key.revoked").isEmpty());
            expect(200, admin.post("/v1/revocations/" + revocation + "/withdrawal", ""));
            patiently().until(() -> !owner.taken("key.reinstated").isEmpty());
            patiently().until(() -> !operators.taken("key.reinstated").isEmpty());

            var topics = new Topics(broker.prefix(), Partitions.DEFAULT);
            try (var alerts = KafkaRecords.to(broker, topics.alerts);
                    var throttles = KafkaRecords.to(broker, topics.throttles)) {
                alerts.send("acme", alert(key));
                throttles.send(key + "|day", used(key, 85));
                patiently().until(() -> !operators.taken("alert.raised").isEmpty());
                patiently().until(() -> !owner.taken("quota.near").isEmpty());
                throttles.send(key + "|day", used(key, 100));
                patiently().until(() -> !owner.taken("quota.exhausted").isEmpty());
            }
            assertThat(operators.taken("quota.near")).isEmpty();
            assertThat(owner.taken("alert.raised")).isEmpty();
            patiently().until(() -> !owner.taken("key.alert").isEmpty());
            assertThat(owner.taken("key.alert").getFirst().body())
                    .contains("7 times as much as usual")
                    .doesNotContain("evidence");
            assertThat(owner.taken("quota.exhausted").getFirst().body()).contains("\"used\":100");
        }
    }

    @Test
    void anEndpointThatIsGoneIsDisabledUntilItsEntryIsDeleted(TestBroker broker) throws Exception {
        owner.answerWith(410);
        try (var admin = start(broker)) {
            makeOwner(admin);
            String key = admin.makeKey().path("id").asText();
            expect(201, admin.post("/v1/revocations", suspend(key)));
            patiently().until(() -> disabled(admin).size() == 1);
            JsonNode entry = disabled(admin).getFirst();
            assertThat(entry.path("endpoint").asText()).isEqualTo("owner/acme/webhook");
            assertThat(entry.toString()).doesNotContain(owner.url()).doesNotContain("whsec_");
            assertThat(admin.get("/metrics").body())
                    .contains("tollgate_admin_notifications_endpoints_disabled 1.0");

            owner.answerWith(204);
            expect(201, admin.post("/v1/revocations", revoke(key)));
            patiently().until(() -> !operators.taken("key.revoked").isEmpty());
            assertThat(owner.taken("key.revoked")).isEmpty();

            String path = "/v1/notifications/";
            String told = notifications(admin, "?state=delivered").getFirst().path("id").asText();
            expect(409, admin.delete(path + told));
            assertThat(admin.delete(path + entry.path("id").asText()).statusCode()).isEqualTo(204);
            String other = admin.makeKey().path("id").asText();
            expect(201, admin.post("/v1/revocations", revoke(other)));
            patiently().until(() -> !owner.taken("key.revoked").isEmpty());
        }
    }

    @Test
    void anOwnersSecretIsKeptWhileItsUrlStaysAndNeverShown(TestBroker broker) throws Exception {
        try (var admin = start(broker)) {
            makeOwner(admin);
            var shown = admin.get("/v1/owners/acme");
            JsonNode body = expect(200, shown);
            assertThat(body.path("contact").path("webhook").path("url").asText())
                    .isEqualTo(owner.url());
            assertThat(shown.body()).doesNotContain("whsec_").doesNotContain("secret");

            String tag = shown.headers().firstValue("ETag").orElseThrow();
            String same = body(owner.url(), "");
            var kept = admin.put("/v1/owners/acme", same, "If-Match", tag);
            expect(200, kept);
            JsonNode problem =
                    expect(
                            400,
                            admin.put(
                                    "/v1/owners/acme",
                                    body("https://other.example/", ""),
                                    "If-Match",
                                    kept.headers().firstValue("ETag").orElseThrow()));
            assertThat(problem.toString()).contains("contact.webhook.secret");

            expect(
                    201,
                    admin.post("/v1/revocations", suspend(admin.makeKey().path("id").asText())));
            patiently().until(() -> !owner.taken("key.suspended").isEmpty());
        }
    }

    private AdminUnderTest start(TestBroker broker) throws Exception {
        Path secret = Files.writeString(dir.resolve("operators-secret"), OPERATORS);
        Path password = Files.writeString(dir.resolve("mail-password"), "open sesame");
        var settings = new HashMap<String, String>();
        settings.put("WEBHOOK", operators.url());
        settings.put("WEBHOOK_SECRET_FILE", secret.toString());
        settings.put("INTERNAL_WEBHOOKS", "true");
        settings.put("MAIL_TO", "operators@tollgate.example");
        settings.put("MAIL_FROM", "tollgate@acme.example");
        settings.put("SMTP_HOST", "127.0.0.1");
        settings.put("SMTP_PORT", String.valueOf(mail.getSmtp().getPort()));
        settings.put("SMTP_TLS", "none");
        settings.put("SMTP_USER", "tollgate");
        settings.put("SMTP_PASSWORD_FILE", password.toString());
        var environment = new HashMap<String, String>();
        settings.forEach((name, value) -> environment.put("TOLLGATE_ADMIN_NOTIFY_" + name, value));
        return AdminUnderTest.start(broker, dir.resolve("admin"), Map.copyOf(environment));
    }

    private void makeOwner(AdminUnderTest admin) throws Exception {
        expect(201, admin.post("/v1/owners", body(owner.url(), ", \"secret\": \"" + OWNER + "\"")));
        expect(201, admin.post("/v1/plans", "{\"id\": \"free\", \"limits\": []}"));
    }

    private static String body(String url, String secret) {
        return """
        {"id": "acme", "name": "Acme Ltd", "contact": {
          "email": "ops@acme.example", "webhook": {"url": "%s"%s}}}
        """
                .formatted(url, secret);
    }

    private static String suspend(String key) {
        return """
        {"target": {"keyId": "%s"}, "action": "SUSPEND", "reason": "case 7"}\
        """
                .formatted(key);
    }

    private static String revoke(String key) {
        return """
        {"target": {"keyId": "%s"}, "action": "REVOKE", "reason": "case 8"}\
        """
                .formatted(key);
    }

    private static Alert alert(String key) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return Alert.newBuilder()
                .setAlertId("alert_1")
                .setRuleId("runaway")
                .setRuleVersion(1)
                .setSignal(Signal.VOLUME)
                .setKeyId(key)
                .setOwnerId("acme")
                .setWindowStart(now)
                .setWindowEnd(now)
                .setEvidence(Map.of("requests", 7_000.0))
                .setAction(AbuseAction.NOTIFY)
                .setMode(RuleMode.ENFORCE)
                .setMessage("key sends 7 times as much as usual")
                .setAt(now)
                .build();
    }

    private static Throttle used(String key, long total) {
        Instant now = Instant.now();
        return Throttle.newBuilder()
                .setKind(ThrottleKind.THROTTLE)
                .setSubject(key)
                .setOwnerId("acme")
                .setScope(LimitScope.KEY)
                .setLimit("day")
                .setLimitKind(LimitKind.QUOTA)
                .setWindow("P1D")
                .setWindowStart(now.truncatedTo(ChronoUnit.DAYS))
                .setAmount(100)
                .setTotal(total)
                .setPartition(0)
                .setOffset(0)
                .setAt(now.truncatedTo(ChronoUnit.MILLIS))
                .build();
    }

    private List<MimeMessage> mailTo(String address) throws Exception {
        return Arrays.stream(mail.getReceivedMessages())
                .filter(message -> goesTo(message, address))
                .toList();
    }

    private static boolean goesTo(MimeMessage message, String address) {
        try {
            return message.getAllRecipients()[0].toString().equals(address);
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    private static List<JsonNode> disabled(AdminUnderTest admin) throws Exception {
        return notifications(admin, "").stream()
                .filter(it -> it.path("type").asText().equals("endpoint.disabled"))
                .toList();
    }

    private static List<JsonNode> notifications(AdminUnderTest admin, String query)
            throws Exception {
        JsonNode items = expect(200, admin.get("/v1/notifications" + query)).path("items");
        return items.valueStream().toList();
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(200));
    }
}
