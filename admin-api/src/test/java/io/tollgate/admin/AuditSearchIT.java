package io.tollgate.admin;

import static io.tollgate.admin.AdminUnderTest.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.AuditEntry;
import io.tollgate.schemas.AuditPhase;
import io.tollgate.schemas.audit.ChainEnd;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is found in the audit by the API. */
@ExtendWith(BrokerExtension.class)
class AuditSearchIT {
    @TempDir private Path dir;

    @Test
    void findsWhatIsFurtherBackThanACallLooks(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            admin.makeOwnerAndPlan();
            var topic = new AuditTopic(broker).topic();
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
            assertThat(found(admin, "from=2020-01-01T00:00:00Z")).hasSize(12);
            JsonNode part = expect(200, admin.get("/v1/audit?limit=7"));
            assertThat(part.path("items")).hasSize(7);
            assertThat(found(admin, "cursor=" + part.path("next").asText())).hasSize(5);
            expect(400, admin.get("/v1/audit?who=me"));
        }
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
}
