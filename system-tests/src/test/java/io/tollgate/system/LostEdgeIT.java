package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.embedded.testing.OnBothBrokers;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is told of an edge that is gone without a word, and what it does when it comes back. */
@OnBothBrokers
@Fleet(edges = 2)
class LostEdgeIT {
    private final Installation tollgate;
    private final AdminApi admin;

    LostEdgeIT(Installation tollgate) {
        this.tollgate = tollgate;
        this.admin = tollgate.admin();
    }

    @Test
    void anEdgeThatIsGoneWithoutAWordIsInEveryAnswerAndWithAnEmptyDiskAdmitsNoRevokedKey() {
        tollgate.plan("open");
        admin.owner("acme");
        ApiKey before = tollgate.issue("acme", "open");
        ApiKey meanwhile = tollgate.issue("acme", "open");
        ApiKey good = tollgate.issue("acme", "open");
        admin.revoke(Map.of("keyId", before.id()));
        Edge lost = tollgate.edges().getLast();
        String id = edge(lost).path("edgeId").asText();

        lost.program().kill();

        assertNamesAsUnreachable(admin.revoke(Map.of("keyId", meanwhile.id())), id);
        JsonNode again = admin.revoke(Map.of("keyId", meanwhile.id()));
        assertNamesAsUnreachable(again, id);
        assertNamesAsUnreachable(admin.read(AdminApi.revocationPath(again)), id);
        assertThat(edge(lost).path("standing").asText()).isEqualTo("UNREACHABLE");
        assertThat(edge(lost).path("mayAdmitUntil").asText()).isEqualTo("unbounded");

        tollgate.restartWithEmptyDisk(lost);

        lost.assertRefuses(before.secret());
        lost.assertRefuses(meanwhile.secret());
        lost.assertAdmits(good.secret());
        // With its disk it lost its name, so nobody can know that the old one is no more.
        JsonNode third = admin.revoke(Map.of("keyId", good.id()));
        assertThat(third.at("/receipts/edges").asInt()).as("%s", third).isEqualTo(3);
        assertNamesAsUnreachable(third, id);
        lost.assertRefuses(good.secret());
    }

    private static void assertNamesAsUnreachable(JsonNode revocation, String edgeId) {
        JsonNode missing = revocation.at("/receipts/missing");
        assertThat(missing).as("%s", revocation).hasSize(1);
        assertThat(missing.at("/0/edgeId").asText()).isEqualTo(edgeId);
        assertThat(missing.at("/0/reason").asText()).isEqualTo("unreachable");
        assertThat(missing.at("/0/mayAdmitUntil").asText()).isEqualTo("unbounded");
        assertThat(Instant.parse(missing.at("/0/lastHeardAt").asText()))
                .isBefore(Instant.parse(revocation.path("createdAt").asText()));
    }

    private JsonNode edge(Edge edge) {
        return admin.list("/v1/edges").stream()
                .filter(one -> one.path("name").asText().equals(edge.name()))
                .findFirst()
                .orElseThrow();
    }
}
