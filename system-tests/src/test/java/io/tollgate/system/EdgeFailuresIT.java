package io.tollgate.system;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.Upstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What an edge does when something fails that is not Kafka. With {@link KafkaFailuresIT} and {@link
 * BadInputIT} these are the rows of "when something fails" in docs/operating.md.
 */
@Fleet(edges = 1)
@TestInstance(Lifecycle.PER_CLASS)
class EdgeFailuresIT {
    private static final int MOST_OPEN = 30;
    private static final int FLOOD = 300;

    private final Installation tollgate;
    private final AdminApi admin;
    private final Edge edge;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private ApiKey key = new ApiKey("", "", "");
    private ScriptedUpstream upstream;

    EdgeFailuresIT(Installation tollgate) throws IOException {
        this.tollgate = tollgate;
        this.admin = tollgate.admin();
        this.edge = tollgate.edges().getFirst();
        this.upstream = new ScriptedUpstream();
    }

    @BeforeAll
    void prepare() {
        tollgate.plan("open");
        tollgate.plan("three", new Limit("day", 3, "P1D", "quota", "key"));
        admin.owner("acme");
        key = tollgate.issue("acme", "open");
        admin.route("scripted", "/scripted/**", upstream.address());
    }

    @BeforeEach
    void takeAnotherUpstream() throws IOException {
        upstream.close();
        upstream = new ScriptedUpstream();
        route("PT20S");
    }

    @AfterEach
    void end() throws IOException {
        upstream.close();
    }

    @AfterAll
    void endAll() {
        threads.shutdownNow();
    }

    @Test
    void aDiskThatFailsHoldsUpNeitherDenialsNorLimits() {
        Tools.need("prlimit", "--version");
        ApiKey doomed = tollgate.issue("acme", "open");
        ApiKey limited = tollgate.issue("acme", "three");
        Edge dropping = tollgate.oneMore("edge-dropping", Map.of("OUTBOX_WHEN_FULL", "drop"));
        try {
            tollgate.awaitReady(dropping);
            List<Edge> both = List.of(edge, dropping);
            both.forEach(each -> each.assertAdmits(doomed.secret()));

            both.forEach(each -> each.program().mayWrite("1"));

            Answer refused = edge.use(key.secret());
            assertThat(refused.status()).as("%s", refused).isEqualTo(503);
            assertThat(refused.problem()).isEqualTo("overloaded");
            dropping.assertAdmits(key.secret());
            both.forEach(each ->
                    assertThat(each.metric("tollgate_outbox_failing")).as(each.name()).isOne());
            assertThat(dropping.metric("tollgate_outbox_dropped_total")).isPositive();

            JsonNode revocation = admin.revoke(Map.of("keyId", doomed.id()));
            assertThat(revocation.at("/receipts/enforcing").asInt())
                    .as("%s", revocation)
                    .isEqualTo(2);
            both.forEach(each -> each.assertRefuses(doomed.secret()));
            assertThat(useUntilLimited(dropping, limited)).isEqualTo(3);
            both.forEach(each ->
                    Installation.await(each.name() + " says that its tables' disk fails")
                            .until(() -> each.metric("tollgate_tables_failing") == 1));

            both.forEach(each -> each.program().mayWrite("unlimited"));

            for (Edge each : both) {
                Installation.await(each.name() + " writes again")
                        .until(() ->
                                each.use(key.secret()).status() == 200
                                        && each.metric("tollgate_outbox_failing") == 0
                                        && each.metric("tollgate_tables_failing") == 0);
            }
            ApiKey next = admin.key("acme", "open");
            both.forEach(each ->
                    Installation.await(each.name() + " learns of a new key")
                            .until(() -> each.knows(next.secret())));
            edge.program().kill();
            tollgate.restart(edge);
            edge.assertRefuses(doomed.secret());
            edge.assertAdmits(next.secret());
        } finally {
            dropping.program().close();
        }
        Installation.await("no event is missing")
                .untilAsserted(() -> assertThat(OpenGaps.in(tollgate)).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "nonsense, 502, upstream-failed, FAILED",
        "broken-off, 502, upstream-failed, FAILED",
        "never, 504, upstream-timeout, TIMEOUT"
    })
    void anUpstreamThatFailsIsToldAndOthersAreNotHeldUp(
            String behaviour, int status, String problem, Upstream told) throws Exception {
        route("PT8S");
        awaitRoute(edge);
        String path = "/scripted/at-" + behaviour + "/" + behaviour;

        var failing = new ArrayList<Future<Answer>>();
        for (int i = 0; i < 40; i++) {
            failing.add(threads.submit(() -> get(edge, path)));
        }
        if (behaviour.equals("never")) {
            Installation.await("all wait for the upstream").until(() -> upstream.waiting() == 40);
            for (int i = 0; i < 5; i++) {
                edge.assertAdmits(key.secret());
            }
            assertThat(failing).as("those that wait still").noneMatch(Future::isDone);
        } else {
            edge.assertAdmits(key.secret());
        }
        for (Future<Answer> failed : failing) {
            Answer answer = failed.get(120, SECONDS);
            assertThat(answer.status()).as("%s", answer).isEqualTo(status);
            assertThat(answer.problem()).isEqualTo(problem);
        }
        Installation.await("events say so")
                .untilAsserted(() ->
                        assertThat(new Told(tollgate).of(path))
                                .filteredOn(event -> event.getPhase() != Phase.STARTED)
                                .hasSize(40)
                                .allSatisfy(event -> {
                                    assertThat(event.getOutcome()).isEqualTo(Outcome.ADMITTED);
                                    assertThat(event.getStatus()).isEqualTo(status);
                                    assertThat(event.getUpstream()).isEqualTo(told);
                                }));
    }

    @Test
    void anUpstreamThatIsDownIsToldAndCounts() throws IOException {
        awaitRoute(edge);
        upstream.close();

        Answer answer = get(edge, "/scripted/down/late");

        assertThat(answer.status()).as("%s", answer).isEqualTo(502);
        edge.assertAdmits(key.secret());
        Installation.await("the event says so")
                .untilAsserted(() ->
                        assertThat(new Told(tollgate).of("/scripted/down/late"))
                                .filteredOn(event -> event.getPhase() != Phase.STARTED)
                                .extracting(RequestEvent::getUpstream)
                                .containsExactly(Upstream.FAILED));
    }

    @Test
    void whatIsTooMuchAtOnceIsRefusedAndTheRestIsServed() throws Exception {
        Edge small = tollgate.oneMore("edge-small", Map.of("MAX_OPEN", String.valueOf(MOST_OPEN)));
        try {
            tollgate.awaitReady(small);
            awaitRoute(small);
            var flood = new ArrayList<Future<Answer>>();
            for (int i = 0; i < FLOOD; i++) {
                flood.add(threads.submit(() -> get(small, "/scripted/flood/late")));
            }
            Installation.await("all but those that wait are answered")
                    .until(() ->
                            flood.stream().filter(Future::isDone).count()
                                    >= FLOOD - upstream.waiting());
            assertThat(upstream.waiting()).isBetween(MOST_OPEN, 2 * MOST_OPEN);
            assertThat(small.isReady()).isTrue();
            upstream.release();

            int served = 0;
            for (Future<Answer> one : flood) {
                Answer answer = one.get(120, SECONDS);
                if (answer.status() == 200) {
                    served++;
                } else {
                    assertThat(answer.status()).as("%s", answer).isEqualTo(503);
                    assertThat(answer.problem()).isEqualTo("overloaded");
                    assertThat(answer.field("Retry-After")).isPresent();
                }
            }
            assertThat(served).isEqualTo(upstream.waiting());
            small.assertAdmits(key.secret());
            assertThat(small.metric("tollgate_open")).isZero();
        } finally {
            small.program().close();
        }
    }

    @Test
    void anEdgeThatIsToldToStopFinishesWhatRunsAndTellsIt() throws Exception {
        Edge leaving = tollgate.oneMore("edge-leaving", Map.of("DRAIN_TIMEOUT", "PT30S"));
        tollgate.awaitReady(leaving);
        awaitRoute(leaving);
        String path = "/scripted/at-the-end/late";
        Future<Answer> running = threads.submit(() -> get(leaving, path));
        Installation.await("the request waits for the upstream")
                .until(() -> upstream.waiting() == 1);

        leaving.program().terminate();

        Installation.await("the edge says that it is not ready")
                .until(() -> Call.get("/health/ready").to(leaving.privatePort()).status() == 503);
        assertThat(running.isDone()).isFalse();
        upstream.release();
        assertThat(running.get(120, SECONDS).status()).isEqualTo(200);
        assertThat(leaving.program().ended()).as("exit code").isZero();
        // All is told by now: nobody waits for it here.
        assertThat(new Told(tollgate).of(path))
                .extracting(RequestEvent::getPhase, RequestEvent::getStatus)
                .containsExactly(tuple(Phase.STARTED, 0), tuple(Phase.FINISHED, 200));
        Installation.await("the fleet hears that it has left")
                .until(() ->
                        admin.list("/v1/edges").stream()
                                .filter(one -> one.path("name").asText().equals("edge-leaving"))
                                .allMatch(one -> one.path("standing").asText().equals("GONE")));
    }

    /** Uses a key until it is refused, and says how often it was not. */
    private static int useUntilLimited(Edge at, ApiKey limited) {
        for (int admitted = 0; admitted < 20; admitted++) {
            Answer answer = at.use(limited.secret());
            if (answer.status() != 200) {
                assertThat(answer.status()).as("%s", answer).isEqualTo(429);
                return admitted;
            }
        }
        throw new AssertionError("the limit was never used up");
    }

    private Answer get(Edge at, String path) {
        return Call.get(path, Edge.bearer(key.secret())).to(at.port());
    }

    private void route(String timeout) {
        admin.put(
                "/v1/routes/scripted",
                Map.of(
                        "match",
                        Map.of("path", "/scripted/**"),
                        "upstreams",
                        List.of(upstream.address()),
                        "timeout",
                        timeout));
    }

    private void awaitRoute(Edge at) {
        int before = upstream.waiting();
        Installation.await(at.name() + " knows the route")
                .until(() ->
                        get(at, "/scripted/first/nonsense").status() == 502
                                && upstream.asked() > 0);
        assertThat(upstream.waiting()).isEqualTo(before);
    }
}
