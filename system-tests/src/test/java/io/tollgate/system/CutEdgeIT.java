package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is told of an edge whose network to Kafka is cut while it goes on serving. */
@Fleet(edges = 2, relayed = true)
class CutEdgeIT {
    private final Installation tollgate;
    private final AdminApi admin;
    private final Edge cut;

    CutEdgeIT(Installation tollgate) {
        this.tollgate = tollgate;
        this.admin = tollgate.admin();
        this.cut = tollgate.edges().getLast();
    }

    @Test
    void anEdgeThatIsCutOffIsInEveryAnswerAndEnforcesAsSoonAsItCanHear() {
        tollgate.plan("open");
        admin.owner("acme");
        ApiKey key = tollgate.issue("acme", "open");
        ApiKey other = tollgate.issue("acme", "open");
        tollgate.awaitHeard(cut);
        tollgate.relay().cut();

        JsonNode revocation = admin.revoke(Map.of("keyId", key.id()));
        assertNamesAsUnreachable(revocation);
        assertNamesAsUnreachable(admin.read(AdminApi.revocationPath(revocation)));
        assertNamesAsUnreachable(admin.revoke(Map.of("keyId", other.id())));
        // It can't know, which is what the answers say.
        cut.assertAdmits(key.secret());

        tollgate.relay().mend();
        Installation.await("the edge that was cut off refuses both keys")
                .until(() -> refuses(key) && refuses(other));
        assertWordIsLate(revocation);
    }

    @Test
    void anEdgeThatStartsCutOffWithAnEmptyDiskAdmitsNobodyAndThenNoRevokedKey() {
        tollgate.plan("wide");
        admin.owner("globex");
        ApiKey key = tollgate.issue("globex", "wide");
        ApiKey good = tollgate.issue("globex", "wide");
        tollgate.relay().cut();
        assertNamesAsUnreachable(admin.revoke(Map.of("keyId", key.id())));
        cut.program().kill();
        tollgate.startWithEmptyDisk(cut);
        Installation.await("the edge listens").until(cut::listens);

        Awaitility.await("it admits nobody")
                .during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(20))
                .until(() ->
                        cut.use(key.secret()).status() == 503
                                && cut.use(good.secret()).status() == 503);
        assertThat(cut.isReady()).isFalse();

        tollgate.relay().mend();
        tollgate.awaitReady(cut);
        cut.assertRefuses(key.secret());
        cut.assertAdmits(good.secret());
    }

    private boolean refuses(ApiKey key) {
        return cut.use(key.secret()).status() == 401;
    }

    private void assertNamesAsUnreachable(JsonNode revocation) {
        JsonNode missing = revocation.at("/receipts/missing");
        assertThat(missing).as("%s", revocation).hasSize(1);
        assertThat(missing.at("/0/name").asText()).isEqualTo(cut.name());
        assertThat(missing.at("/0/reason").asText()).isEqualTo("unreachable");
        assertThat(missing.at("/0/mayAdmitUntil").asText()).isEqualTo("unbounded");
    }

    /** Who is called unreachable was not heard for five seconds, and is heard every second else. */
    private void assertWordIsLate(JsonNode revocation) {
        String path = AdminApi.revocationPath(revocation);
        Installation.await("all edges gave their word")
                .until(() -> admin.read(path).at("/receipts/enforcing").asInt() == 2);
        JsonNode words = admin.read(path).at("/receipts/items");
        assertThat(words).hasSize(2);
        Map<String, Double> millis =
                StreamSupport.stream(words.spliterator(), false)
                        .collect(
                                Collectors.toMap(
                                        word -> word.path("name").asText(),
                                        word -> word.path("delayMillis").asDouble()));
        assertThat(millis.get(cut.name())).as("%s", words).isGreaterThan(3_000.0);
        assertThat(millis.get("edge-1")).as("%s", words).isLessThan(millis.get(cut.name()));
    }
}
