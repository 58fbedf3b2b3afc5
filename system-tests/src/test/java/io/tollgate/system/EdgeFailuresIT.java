package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.embedded.testing.FreePorts;
import io.tollgate.embedded.testing.OwnBroker;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.Upstream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an edge does when what it rests on fails, or when more comes than it can take. */
@OwnBroker
@Fleet(
        edges = 2,
        edgeSettings = {"MAX_OPEN=" + EdgeFailuresIT.MOST_OPEN, "DRAIN_DELAY=PT3S"})
class EdgeFailuresIT {
    static final int MOST_OPEN = 8;

    private static final int LIMIT = 10;
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(90);

    private final Installation tollgate;
    private final AdminApi admin;
    private final Edge edge;
    private final Edge other;

    EdgeFailuresIT(Installation tollgate) {
        this.tollgate = tollgate;
        this.admin = tollgate.admin();
        this.edge = tollgate.edges().getFirst();
        this.other = tollgate.edges().getLast();
    }

    @BeforeAll
    static void prepare(Installation tollgate) {
        tollgate.admin().put("/v1/rules/hammering", Rules.switchedOff());
        tollgate.plan("open");
        tollgate.plan("limited", Limit.rate(LIMIT, "PT1H"));
        tollgate.admin().owner("acme");
    }

    @Test
    void withoutKafkaEdgesGoOnAndStartFromTheirDisk() {
        ApiKey key = tollgate.issue("acme", "open");
        ApiKey limited = tollgate.issue("acme", "limited");
        ApiKey revoked = tollgate.issue("acme", "open");
        admin.revoke(Map.of("keyId", revoked.id()));
        var seen = new Tally();
        tollgate.broker().stop();
        try {
            Installation.await("both edges tell that they know nothing new")
                    .until(() -> isCutOff(edge) && isCutOff(other));
            edge.assertRefuses(revoked.secret());
            useTimes(20, edge, key, seen);
            assertEachKeepsToItsShare(limited, seen);
            assertThat(edge.metric("tollgate_outbox_events")).isGreaterThanOrEqualTo(20);

            edge.program().kill();
            tollgate.restart(edge);

            edge.assertRefuses(revoked.secret());
            useTimes(20, edge, key, seen);
            assertThat(seen.of(key.id()).admitted()).isEqualTo(40);
            assertThat(edge.metric("tollgate_outbox_events")).isGreaterThanOrEqualTo(40);
        } finally {
            tollgate.broker().start();
        }
        Installation.await("everything that was admitted has been told once")
                .atMost(TOLD_WITHIN)
                .untilAsserted(() ->
                        assertThat(
                                        RequestsTopic.admitted(
                                                new TopicReader(tollgate.broker())
                                                        .all(tollgate.topics().requests)))
                                .containsEntry(key.id(), 40L)
                                .containsEntry(limited.id(), (long) LIMIT));
    }

    @Test
    void onAFullDiskNobodyIsAdmittedAndDenialsHold() {
        ApiKey key = tollgate.issue("acme", "open");
        ApiKey revoked = tollgate.issue("acme", "open");
        edge.assertAdmits(revoked.secret());
        edge.program().fillDisk();
        try {
            assertThat(edge.use(key.secret()).status()).isEqualTo(503);
            assertThat(edge.metric("tollgate_outbox_failing")).isOne();

            assertEnforcedEverywhere(admin.revoke(Map.of("keyId", revoked.id())));

            edge.assertRefuses(revoked.secret());
            Installation.await("the edge tells that its tables are not on its disk")
                    .until(() -> edge.metric("tollgate_tables_failing") == 1);
            other.assertAdmits(key.secret());
        } finally {
            edge.program().emptyDisk();
        }
        Installation.await("the edge admits again")
                .until(() -> edge.use(key.secret()).status() == 200);
        Installation.await("the edge has no alarm")
                .until(() ->
                        edge.metric("tollgate_outbox_failing") == 0
                                && edge.metric("tollgate_tables_failing") == 0);
        // What only memory knew is on the disk by now.
        edge.program().kill();
        tollgate.restart(edge);
        edge.assertRefuses(revoked.secret());
    }

    @Test
    void anUpstreamInTroubleIsToldOfAndHarmsNoOther() throws IOException {
        ApiKey key = tollgate.issue("acme", "open");
        try (var upstream = new TroubledUpstream()) {
            route("down", "http://127.0.0.1:" + FreePorts.one());
            route("slow", upstream.slow());
            route("broken", upstream.broken());

            assertThat(get("down", key).to(edge.port()).status()).isEqualTo(502);
            assertThat(get("broken", key).to(edge.port()).status()).isEqualTo(502);
            assertThat(get("slow", key).to(edge.port()).status()).isEqualTo(504);
            edge.assertAdmits(key.secret());
        }
        Installation.await("events say how the upstreams did")
                .untilAsserted(() ->
                        assertThat(upstreams(key))
                                .isEqualTo(
                                        Map.of(
                                                Upstream.FAILED, 2L,
                                                Upstream.TIMEOUT, 1L,
                                                Upstream.OK, 1L)));
    }

    @Test
    void moreThanItCanHaveOpenIsRefusedUntilSomethingEnds() throws IOException {
        ApiKey key = tollgate.issue("acme", "open");
        var open = new ArrayList<Connection>();
        try (var upstream = new TroubledUpstream()) {
            patientRoute("busy", upstream.slow());
            for (int i = 0; i < MOST_OPEN; i++) {
                open.add(begun("busy", key));
            }
            Installation.await("as much is open as may be")
                    .until(() -> edge.metric("tollgate_open") == MOST_OPEN);

            Answer refused = edge.use(key.secret());

            assertThat(refused.status()).as("%s", refused).isEqualTo(503);
            assertThat(refused.problem()).isEqualTo("overloaded");
            assertThat(refused.field("Retry-After")).isPresent();
            upstream.answerAll();
            for (Connection each : open) {
                assertThat(each.answer().body()).isEqualTo(TroubledUpstream.ANSWER);
            }
            Installation.await("the edge admits again")
                    .until(() -> edge.use(key.secret()).status() == 200);
        } finally {
            for (Connection each : open) {
                each.close();
            }
        }
    }

    @Test
    void toldToStopItServesOnWhileItIsNoLongerReadyAndEndsWhatRuns() throws IOException {
        ApiKey key = tollgate.issue("acme", "open");
        try (var upstream = new TroubledUpstream()) {
            patientRoute("long", upstream.slow());
            try (Connection running = begun("long", key)) {
                Installation.await("a request is under way")
                        .until(() -> edge.metric("tollgate_open") == 1);

                edge.program().tellToStop();

                Installation.await("it says that it is not ready").until(() -> !edge.isReady());
                edge.assertAdmits(key.secret());
                Installation.await("it takes no new connection").until(() -> !edge.listens());
                upstream.answerAll();
                assertThat(running.answer().body()).isEqualTo(TroubledUpstream.ANSWER);
            }
            assertThat(edge.program().ended()).as("exit code after SIGTERM").isZero();
        }
        assertThat(upstreams(key)).as("what it shipped").isEqualTo(Map.of(Upstream.OK, 2L));
        tollgate.restart(edge);
    }

    private static boolean isCutOff(Edge edge) {
        return edge.metric("tollgate_state_age_seconds") > 2
                && edge.metric("tollgate_view_age_seconds") > 2;
    }

    /** Both edges together admit what the limit is, no more and no less, and ask nobody. */
    private void assertEachKeepsToItsShare(ApiKey limited, Tally seen) {
        for (Edge each : tollgate.edges()) {
            long before = seen.of(limited.id()).admitted();
            useTimes(LIMIT, each, limited, seen);
            assertThat(seen.of(limited.id()).admitted() - before)
                    .as(each.name())
                    .isEqualTo(LIMIT / tollgate.edges().size());
        }
        assertThat(seen.of(limited.id()).limited()).isEqualTo(LIMIT);
    }

    private static void useTimes(int times, Edge edge, ApiKey key, Tally seen) {
        for (int i = 0; i < times; i++) {
            seen.answered(key.id(), edge.use(key.secret()).status());
        }
    }

    private void assertEnforcedEverywhere(JsonNode revocation) {
        assertThat(revocation.at("/receipts/enforcing").asInt())
                .as("%s", revocation)
                .isEqualTo(tollgate.edges().size());
    }

    private void route(String id, String upstream) {
        route(id, upstream, "PT1S");
    }

    private void patientRoute(String id, String upstream) {
        route(id, upstream, "PT1M");
    }

    /** Leads a path to an upstream, and returns when the edge knows it. */
    private void route(String id, String upstream, String timeout) {
        admin.create(
                "/v1/routes",
                Map.of(
                        "id",
                        id,
                        "match",
                        Map.of("path", "/" + id + "/**"),
                        "upstreams",
                        List.of(upstream),
                        "timeout",
                        timeout));
        String probe = Edge.bearer(tollgate.issue("acme", "open").secret());
        // Who only asks reaches no upstream.
        Installation.await("the edge knows the route " + id)
                .until(() -> Edge.asked(path(id), probe).to(edge.privatePort()).status() == 200);
    }

    private static String path(String route) {
        return "/" + route + "/x";
    }

    private static Call get(String route, ApiKey key) {
        return Call.get(path(route), Edge.bearer(key.secret()));
    }

    /** A request that was sent and is not answered yet. */
    private Connection begun(String route, ApiKey key) throws IOException {
        Connection connection = Connection.to(edge.port());
        connection.send(get(route, key).bytes());
        return connection;
    }

    /** How upstreams did with the admitted requests of a key that are over. */
    private Map<Upstream, Long> upstreams(ApiKey key) {
        return new TopicReader(tollgate.broker())
                .all(tollgate.topics().requests).stream()
                        .flatMap(record -> record.value().getEvents().stream())
                        .filter(event -> event.getKeyId().equals(key.id()))
                        .filter(event -> event.getOutcome() == Outcome.ADMITTED)
                        .filter(event -> event.getStatus() > 0)
                        .collect(
                                Collectors.groupingBy(
                                        RequestEvent::getUpstream, Collectors.counting()));
    }
}
