package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.embedded.testing.OwnBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What edges do when Kafka can't be reached, or not be written. That one partition may be dead
 * while others move can't be had of a single broker from outside: {@code ShipperTest} of the edge
 * shows it with a Kafka that answers when told to.
 */
@Fleet(edges = 2)
@OwnBroker
class KafkaFailuresIT {
    private static final int ROOM = 20;
    private static final Duration DRAINED_WITHIN = Duration.ofMinutes(2);

    private final Installation tollgate;
    private final AdminApi admin;
    private boolean away;

    KafkaFailuresIT(Installation tollgate) {
        this.tollgate = tollgate;
        this.admin = tollgate.admin();
    }

    @BeforeAll
    static void prepare(Installation tollgate) {
        tollgate.plan("open");
        tollgate.plan("ten", new Limit("day", 10, "P1D", "quota", "key"));
        tollgate.admin().owner("acme");
    }

    @AfterEach
    void bringKafkaBack() {
        if (away) {
            back();
        }
    }

    @Test
    void goesOnWithoutKafkaAndTellsAllOfItAfterwards() {
        ApiKey key = tollgate.issue("acme", "open");
        ApiKey limited = tollgate.issue("acme", "ten");
        ApiKey revoked = tollgate.issue("acme", "open");
        admin.revoke(Map.of("keyId", revoked.id()));

        goAway();

        for (Edge edge : tollgate.edges()) {
            Installation.await(edge.name() + " knows that views do not come")
                    .until(() ->
                            edge.metric("tollgate_view_age_seconds") > 1
                                    && edge.metric("tollgate_state_age_seconds") > 1);
        }
        long limitedAdmitted = 0;
        for (Edge edge : tollgate.edges()) {
            for (int i = 0; i < 10; i++) {
                edge.assertAdmits(key.secret());
                limitedAdmitted += edge.use(limited.secret()).status() == 200 ? 1 : 0;
            }
            edge.assertRefuses(revoked.secret());
            edge.assertRefuses(BadRequests.WELL_FORMED);
            assertThat(edge.isReady()).isTrue();
            assertThat(edge.metric("tollgate_outbox_events")).isGreaterThanOrEqualTo(10);
        }
        // Each edge has its share, and no more.
        assertThat(limitedAdmitted).isBetween(2L, 10L);

        back();

        awaitTold(tollgate.edges());
        assertThat(new Told(tollgate).admitted(key)).isEqualTo(20);
        assertThat(new Told(tollgate).admitted(limited)).isEqualTo(limitedAdmitted);
    }

    @Test
    void startsFromItsDiskWithoutKafkaUnlessThereIsNothingOrItIsTooOld() {
        ApiKey key = tollgate.issue("acme", "open");
        ApiKey revoked = tollgate.issue("acme", "open");
        admin.revoke(Map.of("keyId", revoked.id()));
        Edge stopped = tollgate.edges().get(0);
        Edge killed = tollgate.edges().get(1);
        Edge stale = tollgate.oneMore("edge-stale", Map.of("MAX_STATE_AGE", "PT2S"));
        tollgate.awaitReady(stale);
        stale.assertAdmits(key.secret());

        assertThat(stale.program().stop()).isZero();
        assertThat(stopped.program().stop()).isZero();
        killed.program().kill();
        long tooOld = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
        goAway();
        Installation.await("the state is older than it may be")
                .until(() -> System.nanoTime() - tooOld > 0);
        stale.program().start();
        Edge empty = tollgate.oneMore("edge-empty", Map.of());
        for (Edge edge : List.of(stopped, killed)) {
            tollgate.restart(edge);
            edge.assertAdmits(key.secret());
            edge.assertRefuses(revoked.secret());
            edge.assertRefuses(BadRequests.WELL_FORMED);
        }
        for (Edge edge : List.of(stale, empty)) {
            Installation.await(edge.name() + " opens its doors")
                    .atMost(DRAINED_WITHIN)
                    .until(() -> edge.isLive());
            assertThat(edge.isReady()).as(edge.name()).isFalse();
            Answer answer = edge.use(key.secret());
            assertThat(answer.status()).as("%s: %s", edge.name(), answer).isEqualTo(503);
            assertThat(answer.problem()).isEqualTo("not-ready");
            assertThat(answer.field("Retry-After")).isPresent();
        }

        back();

        for (Edge edge : List.of(stale, empty)) {
            tollgate.awaitReady(edge);
            edge.assertAdmits(key.secret());
            edge.assertRefuses(revoked.secret());
        }
        awaitTold(tollgate.edges());
        stale.program().close();
        empty.program().close();
    }

    @Test
    void refusesWhenItsOutboxIsFullAndGoesOnWhenThereIsRoom() {
        ApiKey key = tollgate.issue("acme", "open");
        Edge small =
                tollgate.oneMore("edge-small", Map.of("OUTBOX_MAX_EVENTS", String.valueOf(ROOM)));
        tollgate.awaitReady(small);
        goAway();

        int admitted = 0;
        Answer answer = small.use(key.secret());
        while (answer.status() == 200 && admitted < 2 * ROOM) {
            admitted++;
            answer = small.use(key.secret());
        }

        assertThat(answer.status()).as("%s", answer).isEqualTo(503);
        assertThat(answer.problem()).isEqualTo("overloaded");
        assertThat(admitted).isBetween(ROOM / 2, ROOM);
        back();
        Installation.await("there is room again")
                .atMost(DRAINED_WITHIN)
                .until(() -> small.metric("tollgate_outbox_events") == 0);
        small.assertAdmits(key.secret());
        awaitTold(List.of(small));
        assertThat(new Told(tollgate).admitted(key)).isEqualTo(admitted + 1);
        small.program().close();
    }

    /** The broker takes next to nothing from this one edge, as a network may that works one way. */
    @Test
    void keepsToItsShareWhenItCanReadAndNotWrite() throws Exception {
        ApiKey limited = tollgate.issue("acme", "ten");
        Edge mute = tollgate.edges().getFirst();
        Edge other = tollgate.edges().getLast();
        String id =
                admin.list("/v1/edges").stream()
                        .filter(edge -> edge.path("name").asText().equals(mute.name()))
                        .findFirst()
                        .orElseThrow()
                        .path("edgeId")
                        .asText();
        quota("edge-" + id + "-outbox", 5.0);
        ApiKey busy = tollgate.issue("acme", "open");

        Installation.await("what the edge has to tell waits, though it reads")
                .atMost(DRAINED_WITHIN)
                .until(() ->
                        mute.use(busy.secret()).status() == 200
                                && mute.metric("tollgate_view_age_seconds") > 2
                                && mute.metric("tollgate_state_age_seconds") < 2
                                && other.metric("tollgate_view_age_seconds") < 1);
        int admitted = 0;
        for (int i = 0; i < 10; i++) {
            int status = mute.use(limited.secret()).status();
            assertThat(status).isIn(200, 429);
            admitted += status == 200 ? 1 : 0;
        }

        assertThat(admitted).isBetween(1, 5);
        quota("edge-" + id + "-outbox", null);
        // The broker would hold what it holds back; another connection is as good as new.
        mute.program().kill();
        tollgate.restart(mute);
        awaitTold(tollgate.edges());
        assertThat(new Told(tollgate).admitted(limited)).isEqualTo(admitted);
    }

    private void awaitTold(List<Edge> edges) {
        for (Edge edge : edges) {
            Installation.await(edge.name() + " has told all it knows")
                    .atMost(DRAINED_WITHIN)
                    .until(() -> edge.metric("tollgate_outbox_events") == 0);
        }
        Installation.await("no event is missing").until(() -> OpenGaps.in(tollgate).isEmpty());
    }

    private void quota(String clientId, @Nullable Double bytesPerSecond) throws Exception {
        var entity = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, clientId));
        var change = new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond);
        tollgate.broker()
                .admin()
                .alterClientQuotas(List.of(new ClientQuotaAlteration(entity, List.of(change))))
                .all()
                .get();
    }

    private void goAway() {
        away = true;
        tollgate.broker().stop();
    }

    private void back() {
        away = false;
        tollgate.broker().start();
    }
}
