package io.tollgate.admin;

import static io.tollgate.admin.AdminUnderTest.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.TestBroker;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Links that reach owners by mail, over real SMTP, HTTP and Kafka. */
@ExtendWith(BrokerExtension.class)
class ClaimMailIT {
    private static final Pattern LINK = Pattern.compile("https://keys\\.example/claim#(\\S+)");
    private static final String OWNER =
            """
            {"id": "acme", "contact": {"email": "ops@acme.example"}}
            """;
    private static final String MAILED =
            """
            {"ownerId": "acme", "planId": "free", "environment": "live", "mailed": true}
            """;

    @TempDir private Path dir;
    private GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));

    @AfterEach
    void stopServer() {
        mail.stop();
    }

    @Test
    void theOwnerGetsTheLinkAndNobodyElseSeesIt(TestBroker broker) throws Exception {
        mail.start();
        try (var admin = start(broker, mail.getSmtp().getPort())) {
            make(admin, OWNER);

            JsonNode claim = expect(201, admin.post("/v1/claims", MAILED));
            assertThat(claim.has("link")).isFalse();
            patiently().until(() -> mail.getReceivedMessages().length == 1);
            MimeMessage message = mail.getReceivedMessages()[0];
            String token = tokenIn(message);
            String secret = token.split("\\.", -1)[1];

            assertThat(message.getAllRecipients()[0]).hasToString("ops@acme.example");
            assertThat(message.getSubject()).contains(claim.path("keyId").asText());
            patiently().until(() -> told(admin).path("state").asText().equals("DELIVERED"));
            assertThat(told(admin).toString()).contains("key.claim").doesNotContain(secret);
            assertThat(admin.get("/v1/claims").body()).doesNotContain(secret);
            JsonNode fetched = expect(201, fetch(admin, token));
            assertThat(fetched.path("keyId")).isEqualTo(claim.path("keyId"));
            expect(410, fetch(admin, token));
        }
    }

    @Test
    void aMailServerThatIsAwayIsTriedAgain(TestBroker broker) throws Exception {
        int port = freePort();
        mail = new GreenMail(new ServerSetup(port, "127.0.0.1", "smtp"));
        try (var admin = start(broker, port)) {
            make(admin, OWNER);
            expect(201, admin.post("/v1/claims", MAILED));
            patiently().until(() -> told(admin).path("attempts").asInt() >= 1);
            mail.start();

            patiently().until(() -> mail.getReceivedMessages().length == 1);

            expect(201, fetch(admin, tokenIn(mail.getReceivedMessages()[0])));
        }
    }

    @Test
    void aLinkThatNobodyCanBeSentIsNotMade(TestBroker broker) throws Exception {
        mail.start();
        try (var admin = start(broker, mail.getSmtp().getPort())) {
            make(admin, "{\"id\": \"acme\"}");

            JsonNode problem = expect(409, admin.post("/v1/claims", MAILED));

            assertThat(problem.path("detail").asText()).contains("acme", "contact.email");
            assertThat(expect(200, admin.get("/v1/claims")).path("items")).isEmpty();
        }
    }

    private AdminUnderTest start(TestBroker broker, int port) throws Exception {
        return AdminUnderTest.start(
                broker,
                dir,
                Map.of(
                        "TOLLGATE_ADMIN_LEAKS_PORT", "0",
                        "TOLLGATE_ADMIN_CLAIMS_ADDRESS", "https://keys.example/claim",
                        "TOLLGATE_ADMIN_NOTIFY_MAIL_FROM", "tollgate@acme.example",
                        "TOLLGATE_ADMIN_NOTIFY_SMTP_HOST", "127.0.0.1",
                        "TOLLGATE_ADMIN_NOTIFY_SMTP_PORT", String.valueOf(port),
                        "TOLLGATE_ADMIN_NOTIFY_SMTP_TLS", "none"));
    }

    private static void make(AdminUnderTest admin, String owner) throws Exception {
        expect(201, admin.post("/v1/owners", owner));
        expect(201, admin.post("/v1/plans", "{\"id\": \"free\", \"limits\": []}"));
    }

    private static JsonNode told(AdminUnderTest admin) throws Exception {
        return expect(200, admin.get("/v1/notifications")).path("items").path(0);
    }

    private static String tokenIn(MimeMessage message) throws Exception {
        var link = LINK.matcher((String) message.getContent());
        assertThat(link.find()).isTrue();
        return link.group(1);
    }

    private static HttpResponse<String> fetch(AdminUnderTest admin, String token)
            throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(
                                    URI.create("http://127.0.0.1:" + admin.leakPort() + "/claim"))
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"token\": \"" + token + "\"}"))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(60));
    }
}
