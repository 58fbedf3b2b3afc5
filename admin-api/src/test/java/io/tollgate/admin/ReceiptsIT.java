package io.tollgate.admin;

import static io.tollgate.admin.AdminUnderTest.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.OnBothBrokers;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.EdgeState;
import io.tollgate.schemas.EdgeStatus;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@OnBothBrokers
@ExtendWith(BrokerExtension.class)
class ReceiptsIT {
    private static final String SUSPEND_ALL =
            """
            {"target": {"environment": "live"}, "action": "SUSPEND", "reason": "drill"}
            """;

    @TempDir private Path dir;

    @Test
    void tellsWhoEnforcesItAndStillDoesAfterARestart(TestBroker broker) throws Exception {
        var topics = new Topics(broker.prefix(), Partitions.DEFAULT);
        String path;
        try (var admin = AdminUnderTest.start(broker, dir);
                var edges = KafkaRecords.to(broker, topics.edges)) {
            awaitEdges(admin, edges, 2);
            var answer = CompletableFuture.supplyAsync(() -> revoke(admin, "Prefer", "wait=20"));
            await().until(() -> items(admin, "/v1/revocations").size() == 1);
            beat(edges, "e1", Long.MAX_VALUE, EdgeState.READY);
            beat(edges, "e2", Long.MAX_VALUE, EdgeState.READY);

            JsonNode revocation = answer.get();
            assertThat(revocation.at("/receipts/edges").asInt()).isEqualTo(2);
            assertThat(revocation.at("/receipts/enforcing").asInt()).isEqualTo(2);
            assertThat(revocation.at("/receipts/missing")).isEmpty();
            assertThat(revocation.at("/receipts/slowestMillis").asLong()).isPositive();
            path = "/v1/revocations/" + revocation.path("id").asText();
            assertThat(expect(200, admin.get(path)).at("/receipts/items")).hasSize(2);
        }
        try (var admin = AdminUnderTest.start(broker, dir)) {
            JsonNode receipts = expect(200, admin.get(path)).path("receipts");
            assertThat(receipts.path("items")).hasSize(2);
            assertThat(receipts.at("/items/0/edgeId").asText()).isEqualTo("e1");
            assertThat(receipts.at("/items/0/delayMillis").asDouble()).isPositive();
        }
    }

    @Test
    void answersAtOnceWhenToldNotToWaitAndNamesWhoIsMissing(TestBroker broker) throws Exception {
        var topics = new Topics(broker.prefix(), Partitions.DEFAULT);
        try (var admin = AdminUnderTest.start(broker, dir);
                var edges = KafkaRecords.to(broker, topics.edges)) {
            awaitEdges(admin, edges, 2);
            beat(edges, "e2", 0, EdgeState.LEFT);
            await().until(() ->
                    items(admin, "/v1/edges").at("/1/standing").asText().equals("GONE"));

            var answer = admin.post("/v1/revocations", SUSPEND_ALL, "Prefer", "wait=0");

            JsonNode receipts = expect(201, answer).path("receipts");
            assertThat(answer.headers().firstValue("Preference-Applied")).contains("wait=0");
            assertThat(receipts.path("edges").asInt()).isEqualTo(1);
            assertThat(receipts.path("enforcing").asInt()).isZero();
            assertThat(receipts.path("slowestMillis").isNull()).isTrue();
            assertThat(receipts.at("/missing/0/edgeId").asText()).isEqualTo("e1");
            assertThat(receipts.at("/missing/0/mayAdmitUntil").asText()).isEqualTo("unbounded");
        }
    }

    private static void awaitEdges(
            AdminUnderTest admin, KafkaRecords.Sender<EdgeStatus> edges, int count)
            throws Exception {
        for (int i = 1; i <= count; i++) {
            beat(edges, "e" + i, 0, EdgeState.READY);
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> items(admin, "/v1/edges").size() == count);
    }

    private static void beat(
            KafkaRecords.Sender<EdgeStatus> edges, String id, long applied, EdgeState state)
            throws Exception {
        edges.send(
                id + "|b1",
                EdgeStatus.newBuilder()
                        .setEdgeId(id)
                        .setBoot("b1")
                        .setName("edge " + id)
                        .setVersion("1")
                        .setFeatureLevel(1)
                        .setAddress("http://localhost")
                        .setState(state)
                        .setNumber(1)
                        .setStartedAt(Instant.EPOCH)
                        .setAt(Instant.EPOCH)
                        .setApplied(Map.of("revocations|0", applied))
                        .build());
    }

    private static JsonNode items(AdminUnderTest admin, String path) throws Exception {
        return expect(200, admin.get(path)).path("items");
    }

    private static JsonNode revoke(AdminUnderTest admin, String... headers) {
        try {
            return expect(201, admin.post("/v1/revocations", SUSPEND_ALL, headers));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
