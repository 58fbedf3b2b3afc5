package io.tollgate.admin;

import static io.tollgate.admin.AdminUnderTest.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.OnBothBrokers;
import io.tollgate.embedded.testing.OwnBroker;
import io.tollgate.embedded.testing.TestBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@OnBothBrokers
@ExtendWith(BrokerExtension.class)
class FencingIT {
    private static final String PLAN = "{\"id\": \"pro\", \"limits\": []}";

    @TempDir private Path dir;

    @Test
    void ofTwoInstancesOfOneNameTheNewerWritesAndTheOlderGoesOnReadingAndRevoking(TestBroker broker)
            throws Exception {
        try (var first = AdminUnderTest.start(broker, dir.resolve("first"))) {
            first.makeOwnerAndPlan();
            String key = first.makeKey().path("id").asText();
            Path other = Files.createDirectories(dir.resolve("second"));
            for (String secret : new String[] {"pepper", "admin-token", "master-key"}) {
                Files.copy(dir.resolve("first").resolve(secret), other.resolve(secret));
            }
            try (var second = AdminUnderTest.start(broker, other)) {
                JsonNode problem = expect(503, first.post("/v1/plans", PLAN));
                assertThat(problem.path("type").asText()).isEqualTo("urn:tollgate:problem:fenced");
                await().atMost(Duration.ofSeconds(10)).until(() -> writes(first).equals("refused"));
                expect(503, first.post("/v1/plans", PLAN));
                assertThat(first.get("/v1/plans/pro").statusCode()).isEqualTo(404);

                // The group has to notice that the first has left.
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> writes(second).equals("accepted"));
                expect(201, second.post("/v1/plans", PLAN));
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> first.get("/v1/plans/pro").statusCode() == 200);

                expect(201, first.post("/v1/revocations", revoke(key)));
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> stateOn(second, key).equals("REVOKED"));
            }
        }
    }

    @Test
    void takesTheWritingOverAgainWhenItWasFencedAndNobodyElseWasElected(TestBroker broker)
            throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            admin.makeOwnerAndPlan();
            KafkaRecords.takeOver(broker, broker.prefix() + "admin-writer");

            JsonNode problem = expect(503, admin.post("/v1/plans", PLAN));
            assertThat(problem.path("type").asText()).isEqualTo("urn:tollgate:problem:fenced");

            expect(201, admin.post("/v1/plans", PLAN));
            expect(409, admin.post("/v1/plans", PLAN));
        }
    }

    @Test
    @OwnBroker
    void refusesToWriteWhileKafkaIsAwayAndGoesOnAfterwards(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            admin.makeOwnerAndPlan();
            String key = admin.makeKey().path("id").asText();
            broker.stop();

            long begin = System.nanoTime();
            JsonNode problem = expect(503, admin.post("/v1/plans", PLAN));
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isLessThan(Duration.ofSeconds(10));
            assertThat(problem.path("type").asText())
                    .isEqualTo("urn:tollgate:problem:kafka-unreachable");
            expect(503, admin.post("/v1/revocations", revoke(key)));
            assertThat(stateOn(admin, key)).isEqualTo("ACTIVE");

            broker.start();
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> {
                        int status = admin.post("/v1/plans", PLAN).statusCode();
                        return status == 201 || status == 409;
                    });
            expect(200, admin.get("/v1/plans/pro"));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> admin.post("/v1/revocations", revoke(key)).statusCode() == 201);
            assertThat(stateOn(admin, key)).isEqualTo("REVOKED");
        }
    }

    private static String writes(AdminUnderTest admin) throws Exception {
        return expect(200, admin.get("/health/ready")).path("writes").asText();
    }

    private static String stateOn(AdminUnderTest admin, String key) throws Exception {
        return expect(200, admin.get("/v1/keys/" + key)).path("state").asText();
    }

    private static String revoke(String keyId) {
        return "{\"target\": {\"keyId\": \""
                + keyId
                + "\"}, \"action\": \"REVOKE\", \"reason\": \"leaked\"}";
    }
}
