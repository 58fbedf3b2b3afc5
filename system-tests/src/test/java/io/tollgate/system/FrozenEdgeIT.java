package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What becomes of a revocation on an edge whose whole process stands still meanwhile. */
@Fleet
class FrozenEdgeIT {
    private static final Duration STANDSTILL = Duration.ofSeconds(20);
    private static final int WAITING_CLIENTS = 30;

    private final Installation tollgate;
    private final AdminApi admin;

    FrozenEdgeIT(Installation tollgate) {
        this.tollgate = tollgate;
        this.admin = tollgate.admin();
    }

    @Test
    void anEdgeThatStoodStillRefusesBeforeItAdmitsAnythingAndItsWordIsLate() throws IOException {
        tollgate.plan("open");
        admin.owner("acme");
        ApiKey key = tollgate.issue("acme", "open");
        Edge frozen = tollgate.edges().getLast();
        frozen.assertAdmits(key.secret());
        tollgate.awaitHeard(frozen);
        byte[] request = Call.get(Edge.SERVED, Edge.bearer(key.secret())).bytes();
        var waiting = new ArrayList<Connection>();
        JsonNode revocation;
        frozen.program().freeze();
        long begin = System.nanoTime();
        try {
            revocation = admin.revoke(Map.of("keyId", key.id()));
            for (int i = 0; i < WAITING_CLIENTS; i++) {
                Connection client = Connection.to(frozen.port());
                client.send(request);
                waiting.add(client);
            }
            Installation.await("the edge stood still for " + STANDSTILL)
                    .until(() -> System.nanoTime() - begin >= STANDSTILL.toNanos());
        } finally {
            frozen.program().thaw();
        }

        // The first that it does is to answer those who came while it stood still.
        for (Connection client : waiting) {
            try (client) {
                assertThat(client.answer().status()).isEqualTo(401);
            }
        }
        frozen.assertRefuses(key.secret());
        assertNamesAsUnreachable(revocation, frozen);
        assertWordIsLate(revocation, frozen);
    }

    private static void assertNamesAsUnreachable(JsonNode revocation, Edge frozen) {
        JsonNode receipts = revocation.path("receipts");
        assertThat(receipts.path("edges").asInt()).as("%s", revocation).isEqualTo(3);
        assertThat(receipts.path("enforcing").asInt()).as("%s", revocation).isEqualTo(2);
        JsonNode missing = receipts.at("/missing/0");
        assertThat(missing.path("name").asText()).isEqualTo(frozen.name());
        assertThat(missing.path("reason").asText()).isEqualTo("unreachable");
        assertThat(missing.path("mayAdmitUntil").asText()).isEqualTo("unbounded");
    }

    private void assertWordIsLate(JsonNode revocation, Edge frozen) {
        String path = AdminApi.revocationPath(revocation);
        Installation.await("all edges gave their word")
                .until(() -> admin.read(path).at("/receipts/enforcing").asInt() == 3);
        JsonNode receipts = admin.read(path).path("receipts");
        assertThat(receipts.path("missing")).isEmpty();
        List<JsonNode> words =
                StreamSupport.stream(receipts.path("items").spliterator(), false).toList();
        assertThat(words).hasSize(3);
        for (JsonNode word : words) {
            double seconds = word.path("delayMillis").asDouble() / 1_000;
            // It was revoked within the first of them, and its word can't have come before the end.
            if (word.path("name").asText().equals(frozen.name())) {
                assertThat(seconds).as("%s", word).isBetween(5.0, 60.0);
            } else {
                assertThat(seconds).as("%s", word).isLessThan(5.0);
            }
        }
        new Report("Revocation while an edge stands still for " + STANDSTILL)
                .line("%s", revocation.path("receipts"))
                .line("%s", receipts)
                .print();
    }
}
