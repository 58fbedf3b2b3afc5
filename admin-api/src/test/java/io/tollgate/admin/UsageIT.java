package io.tollgate.admin;

import static io.tollgate.admin.AdminUnderTest.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.RouteUsage;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.UsageWindow;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(BrokerExtension.class)
class UsageIT {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final String HOUR =
            "&window=minute&from=2026-01-01T12:00:00Z&to=2026-01-01T13:00:00Z";

    @TempDir private Path dir;

    @Test
    void answersSeriesByKeyOwnerAndRouteAndGoesOnAfterARestart(TestBroker broker) throws Exception {
        var topics = new Topics(broker.prefix(), Partitions.DEFAULT);
        try (var admin = AdminUnderTest.start(broker, dir);
                var minutes = KafkaRecords.to(broker, topics.usageMinute)) {
            for (int minute = 0; minute < 3; minute++) {
                minutes.send("x" + minute, usage("key_a", "acme", minute, 1, 10 + minute));
                minutes.send("y" + minute, usage("key_b", "acme", minute, 1, 100));
            }
            minutes.send("z", usage("key_c", "other", 0, 1, 7));
            minutes.send("x2", usage("key_a", "acme", 2, 2, 42));
            minutes.send("x2", usage("key_a", "acme", 2, 1, 1));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> {
                        JsonNode series = series(admin, "keyId=key_a" + HOUR);
                        assertThat(series).hasSize(3);
                        assertThat(series.at("/2/requests").asLong()).isEqualTo(42);
                        assertThat(series(admin, "ownerId=other" + HOUR)).hasSize(1);
                        JsonNode owner = series(admin, "ownerId=acme" + HOUR);
                        assertThat(owner).hasSize(3);
                        assertThat(owner.at("/1/requests").asLong()).isEqualTo(111);
                        assertThat(owner.at("/2/requests").asLong()).isEqualTo(142);
                    });
            JsonNode first = series(admin, "keyId=key_a" + HOUR).path(0);
            assertThat(first.path("windowStart").asText()).isEqualTo("2026-01-01T12:00:00Z");
            assertThat(first.at("/outcomes/ADMITTED").asLong()).isEqualTo(10);
            assertThat(series(admin, "ownerId=acme&by=key" + HOUR)).hasSize(6);
            JsonNode route = series(admin, "routeId=all" + HOUR);
            assertThat(route).hasSize(3);
            assertThat(route.at("/0/requests").asLong()).isEqualTo(117);
            assertThat(route.at("/0/outcomes/LIMITED").asLong()).isEqualTo(3);
            assertSumsAndTopLists(admin);
            assertThat(series(admin, "routeId=all&keyId=key_c" + HOUR).at("/0/cost").asLong())
                    .isEqualTo(14);
            assertThat(series(admin, "routeId=none" + HOUR)).isEmpty();
            assertThat(series(admin, "keyId=key" + HOUR)).isEmpty();
        }
        try (var admin = AdminUnderTest.start(broker, dir);
                var minutes = KafkaRecords.to(broker, topics.usageMinute)) {
            assertThat(series(admin, "ownerId=acme" + HOUR)).hasSize(3);
            minutes.send("x3", usage("key_a", "acme", 3, 1, 1));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> series(admin, "ownerId=acme" + HOUR).size() == 4);
            assertPartsMakeUpTheWhole(admin);
            var csv = admin.get("/v1/usage?format=csv&keyId=key_a" + HOUR);
            assertThat(csv.headers().firstValue("Content-Type").orElse("")).contains("text/csv");
            assertThat(csv.body().lines()).hasSize(5);
            assertThat(csv.body().lines().findFirst().orElse(""))
                    .startsWith("windowStart,windowEnd,keyId,ownerId")
                    .contains(",ADMITTED,");
            var accepted =
                    admin.send(
                            admin.request("/v1/usage?keyId=key_a" + HOUR)
                                    .header("Accept", "text/csv"));
            assertThat(accepted.body()).isEqualTo(csv.body());
        }
    }

    private static void assertSumsAndTopLists(AdminUnderTest admin) throws Exception {
        JsonNode sum = expect(200, admin.get("/v1/usage/sum?ownerId=acme" + HOUR));
        assertThat(sum.path("requests").asLong()).isEqualTo(10 + 11 + 42 + 300);
        assertThat(sum.path("refused").asLong()).isEqualTo(18);
        assertThat(sum.path("from").asText()).isEqualTo("2026-01-01T12:00:00Z");
        assertThat(sum.has("windowStart")).isFalse();
        JsonNode keys = expect(200, admin.get("/v1/usage/top?by=key" + HOUR));
        assertThat(keys.path("items"))
                .extracting(key -> key.path("keyId").asText())
                .containsExactly("key_b", "key_a", "key_c");
        assertThat(keys.at("/items/0/requests").asLong()).isEqualTo(300);
        assertThat(keys.at("/items/0/ownerId").asText()).isEqualTo("acme");
        JsonNode first =
                expect(200, admin.get("/v1/usage/top?by=owner&measure=cost&limit=1" + HOUR));
        assertThat(first.at("/items/0/ownerId").asText()).isEqualTo("acme");
        JsonNode second =
                expect(
                        200,
                        admin.get(
                                "/v1/usage/top?by=owner&measure=cost&limit=1&cursor="
                                        + first.path("next").asText()
                                        + "&window=minute"));
        assertThat(second.at("/items/0/ownerId").asText()).isEqualTo("other");
        assertThat(second.path("from")).isEqualTo(first.path("from"));
        assertThat(second.path("next").isNull()).isTrue();
        var csv = admin.get("/v1/usage/top?by=route&format=csv" + HOUR);
        assertThat(csv.body().lines()).hasSize(2);
    }

    private static void assertPartsMakeUpTheWhole(AdminUnderTest admin) throws Exception {
        for (String subject :
                new String[] {
                    "ownerId=acme", "ownerId=acme&by=key", "keyId=key_a", "routeId=all"
                }) {
            var collected = AdminUnderTest.JSON.createArrayNode();
            String cursor = "";
            do {
                JsonNode part =
                        expect(200, admin.get("/v1/usage?limit=2&" + subject + HOUR + cursor));
                assertThat(part.path("items").size()).isLessThanOrEqualTo(2);
                part.path("items").forEach(collected::add);
                cursor = part.path("next").isNull() ? "" : "&cursor=" + part.path("next").asText();
            } while (!cursor.isEmpty());
            assertThat((JsonNode) collected).isEqualTo(series(admin, subject + HOUR));
        }
    }

    private static JsonNode series(AdminUnderTest admin, String query) throws Exception {
        return expect(200, admin.get("/v1/usage?" + query)).path("items");
    }

    private static Usage usage(
            String keyId, String ownerId, int minute, long revision, long requests) {
        Instant start = NOON.plus(Duration.ofMinutes(minute));
        return Usage.newBuilder()
                .setKeyId(keyId)
                .setOwnerId(ownerId)
                .setPlanId("free")
                .setEnvironment(Environment.LIVE)
                .setWindow(UsageWindow.MINUTE)
                .setWindowStart(start)
                .setWindowEnd(start.plusSeconds(60))
                .setRevision(revision)
                .setRequests(requests)
                .setCost(2 * requests)
                .setOutcomes(Map.of("ADMITTED", requests, "LIMITED", 3L))
                .setRoutes(Map.of("all", route(requests)))
                .setUpdatedAt(start)
                .build();
    }

    private static RouteUsage route(long requests) {
        return RouteUsage.newBuilder()
                .setRequests(requests)
                .setCost(2 * requests)
                .setOutcomes(Map.of("ADMITTED", requests, "LIMITED", 1L))
                .build();
    }
}
