package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an edge does that reads from Kafka while nothing that it writes arrives there. */
@Fleet(edges = 2, relayed = true)
class MuteEdgeIT {
    private static final int LIMIT = 20;
    private static final int USES = 20;
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(90);

    private final Installation tollgate;
    private final AdminApi admin;
    private final Edge other;
    private final Edge mute;
    private final Tally seen = new Tally();

    MuteEdgeIT(Installation tollgate) {
        this.tollgate = tollgate;
        this.admin = tollgate.admin();
        this.other = tollgate.edges().getFirst();
        this.mute = tollgate.edges().getLast();
    }

    @Test
    void anEdgeThatReadsAndCannotWriteKeepsToItsShareAndTellsEverythingOnceItCan() {
        admin.put("/v1/rules/hammering", Rules.switchedOff());
        tollgate.plan("open");
        tollgate.plan("limited", Limit.rate(LIMIT, "PT1H"));
        admin.owner("acme");
        ApiKey key = tollgate.issue("acme", "open");
        ApiKey limited = tollgate.issue("acme", "limited");
        ApiKey revoked = tollgate.issue("acme", "open");
        tollgate.awaitHeard(mute);
        tollgate.relay().holdRecords();

        assertThat(use(mute, key, USES)).as("admitted").isEqualTo(USES);
        Installation.await("its limit age says that nobody hears of what it admits")
                .until(() ->
                        mute.metric("tollgate_outbox_oldest_seconds") > 1
                                && mute.metric("tollgate_view_age_seconds") > 1);
        assertThat(mute.metric("tollgate_outbox_events")).isGreaterThanOrEqualTo(USES);
        assertThat(use(mute, limited, LIMIT)).as("its share").isEqualTo(LIMIT / 2);
        assertThat(use(other, limited, LIMIT + 5)).as("all that is known").isEqualTo(LIMIT);
        assertThat(other.metric("tollgate_view_age_seconds")).as("the other's").isLessThan(1);
        assertIsMissed(admin.revoke(Map.of("keyId", revoked.id())));
        // Its word can't be heard, but what is said to it is.
        Installation.await("it refuses what was revoked")
                .until(() -> mute.use(revoked.secret()).status() == 401);

        tollgate.relay().mend();
        new Books(tollgate).awaitBalance(seen, List.of(key, limited), TOLD_WITHIN);
        assertThat(seen.of(limited.id()).admitted()).isEqualTo(LIMIT + LIMIT / 2);
        Installation.await("it trusts again that views come")
                .until(() -> mute.metric("tollgate_view_age_seconds") < 1);
        assertThat(use(mute, limited, 1) + use(other, limited, 1)).as("more").isZero();
    }

    /** Uses a key some times and says how many were admitted. */
    private long use(Edge edge, ApiKey key, int times) {
        long before = seen.of(key.id()).admitted();
        for (int i = 0; i < times; i++) {
            seen.answered(key.id(), edge.use(key.secret()).status());
        }
        return seen.of(key.id()).admitted() - before;
    }

    private void assertIsMissed(JsonNode revocation) {
        JsonNode missing = revocation.at("/receipts/missing");
        assertThat(missing).as("%s", revocation).hasSize(1);
        assertThat(missing.at("/0/name").asText()).isEqualTo(mute.name());
        assertThat(missing.at("/0/reason").asText()).isEqualTo("unreachable");
        assertThat(admin.list("/v1/edges"))
                .anySatisfy(edge -> {
                    assertThat(edge.path("name").asText()).isEqualTo(mute.name());
                    assertThat(edge.path("standing").asText()).isEqualTo("UNREACHABLE");
                });
    }
}
