package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.embedded.testing.OwnBroker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an edge does at the bounds that its settings draw, while Kafka is away. */
@OwnBroker
@Fleet(
        edges = 2,
        edgeSettings = {
            "OUTBOX_MAX_EVENTS=" + EdgeBoundsIT.MOST_EVENTS,
            "MAX_HELD=" + EdgeBoundsIT.MOST_HELD,
            "MAX_STATE_AGE=" + EdgeBoundsIT.MOST_STATE_AGE
        },
        lastEdgeSettings = "OUTBOX_WHEN_FULL=drop")
class EdgeBoundsIT {
    static final int MOST_EVENTS = 40;
    static final int MOST_HELD = 4;
    static final String MOST_STATE_AGE = "PT6S";

    private static final int TOO_MANY = 3 * MOST_EVENTS;
    private static final int WAITING_CLIENTS = 30;
    private static final Duration STANDSTILL = Duration.ofMillis(1_500);
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(90);
    private static final String DROPPED = "tollgate_outbox_dropped_total";

    private final Installation tollgate;
    private final AdminApi admin;
    private final Edge refusing;
    private final Edge dropping;
    private final Books books;

    EdgeBoundsIT(Installation tollgate) {
        this.tollgate = tollgate;
        this.admin = tollgate.admin();
        this.refusing = tollgate.edges().getFirst();
        this.dropping = tollgate.edges().getLast();
        this.books = new Books(tollgate);
    }

    @BeforeAll
    static void prepare(Installation tollgate) {
        tollgate.plan("open");
        tollgate.admin().owner("acme");
    }

    @Test
    void aFullOutboxRefusesAndAsksNoUpstream() throws IOException {
        ApiKey key = tollgate.issue("acme", "open");
        ApiKey revoked = tollgate.issue("acme", "open");
        admin.revoke(Map.of("keyId", revoked.id()));
        var seen = new Tally();
        try (var upstream = new RecordingUpstream()) {
            route("recorded", upstream);
            awaitEmptyOutboxes();
            tollgate.broker().stop();
            try {
                List<Answer> answers = answers("recorded", key, refusing);
                answers.forEach(answer -> seen.answered(key.id(), answer.status()));

                List<Answer> refused =
                        answers.stream().filter(answer -> answer.status() != 204).toList();
                assertThat(refused)
                        .hasSizeGreaterThanOrEqualTo(TOO_MANY - MOST_EVENTS)
                        .allSatisfy(EdgeBoundsIT::assertOverloaded);
                assertThat(seen.of(key.id()).admitted()).isPositive();
                assertThat(upstream.arrived())
                        .as("what the upstream was asked")
                        .hasSize((int) seen.of(key.id()).admitted());
                assertThat(refusing.ask(key.secret()).field("X-Tollgate-Status")).contains("503");
                refusing.assertRefuses(revoked.secret());
                assertThat(refusing.metric("tollgate_outbox_events"))
                        .isLessThanOrEqualTo(MOST_EVENTS);
            } finally {
                tollgate.broker().start();
            }
            Installation.await("the edge admits again")
                    .until(() -> {
                        Answer answer = get("recorded", key).to(refusing.port());
                        seen.answered(key.id(), answer.status());
                        return answer.status() == 204;
                    });
            books.awaitBalance(seen, List.of(key), TOLD_WITHIN);
            assertThat(upstream.arrived()).hasSize((int) seen.of(key.id()).admitted());
        }
    }

    @Test
    void aFullOutboxThatMayDropGoesOnAndTellsHowManyItDropped() {
        ApiKey key = tollgate.issue("acme", "open");
        awaitEmptyOutboxes();
        double before = dropping.metric(DROPPED);
        double dropped;
        tollgate.broker().stop();
        try {
            assertThat(answers("api", key, dropping))
                    .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
            assertThat(dropping.metric("tollgate_outbox_events")).isLessThanOrEqualTo(MOST_EVENTS);
            dropped = dropping.metric(DROPPED) - before;
            assertThat(dropped).isGreaterThanOrEqualTo(TOO_MANY - MOST_EVENTS);
        } finally {
            tollgate.broker().start();
        }
        awaitEmptyOutboxes();
        long kept = books.told(List.of(key)).getOrDefault(key.id(), 0L);
        assertThat(kept).isBetween(TOO_MANY - (long) dropped, (long) MOST_EVENTS);
        Installation.await("usage is what was kept")
                .atMost(TOLD_WITHIN)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(
                        () -> assertThat(books.sums(List.of(key)).values()).containsOnly(kept));
        books.assertNoGapIsOpen();
        Installation.await("operators see what was dropped")
                .until(() ->
                        admin.list("/v1/edges").stream()
                                .filter(edge -> edge.path("name").asText().equals(dropping.name()))
                                .anyMatch(edge -> edge.path("dropped").asLong() >= dropped));
        Program reconcile = tollgate.command("usage", "reconcile");
        assertThat(reconcile.ended()).as("exit code").isOne();
        assertThat(reconcile.output()).contains("It does NOT add up", "never appended");
    }

    @Test
    void anEdgeWhoseDiskIsTooOldAdmitsNobodyUntilKafkaIsBack() {
        ApiKey key = tollgate.issue("acme", "open");
        ApiKey revoked = tollgate.issue("acme", "open");
        admin.revoke(Map.of("keyId", revoked.id()));
        awaitEmptyOutboxes();
        tollgate.broker().stop();
        try {
            double most = Duration.parse(MOST_STATE_AGE).toSeconds();
            Installation.await("the state is older than it may be")
                    .until(() -> refusing.metric("tollgate_state_age_seconds") > most);
            // Once it is ready an edge serves on, since the plan does not say otherwise.
            refusing.assertAdmits(key.secret());
            refusing.program().kill();
            int logged = refusing.program().output().length();

            refusing.program().start();

            Installation.await("it has tried to reach Kafka")
                    .until(() ->
                            refusing.program()
                                    .output()
                                    .substring(logged)
                                    .contains("control topics can't be read; trying on"));
            for (ApiKey each : List.of(key, revoked)) {
                Answer answer = refusing.use(each.secret());
                assertThat(answer.status()).as("%s", answer).isEqualTo(503);
                assertThat(answer.problem()).isEqualTo("not-ready");
            }
            Answer ready = Call.get("/health/ready").to(refusing.privatePort());
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.body()).contains("these topics are still being read: fleet, keys");
            dropping.assertAdmits(key.secret());
        } finally {
            tollgate.broker().start();
        }
        tollgate.awaitReady(refusing);
        refusing.assertAdmits(key.secret());
        refusing.assertRefuses(revoked.secret());
    }

    @Test
    void moreThanItMayHoldIsRefused() throws IOException {
        ApiKey key = tollgate.issue("acme", "open");
        awaitEmptyOutboxes();
        byte[] request = get("api", key).bytes();
        var waiting = new ArrayList<Connection>();
        var answers = new ArrayList<Answer>();
        tollgate.broker().stop();
        try {
            // After a pause it holds requests for fresh state, which does not come.
            refusing.program().freeze();
            long begin = System.nanoTime();
            try {
                for (int i = 0; i < WAITING_CLIENTS; i++) {
                    Connection client = Connection.to(refusing.port());
                    waiting.add(client);
                    client.send(request);
                }
                Installation.await("the edge stood still for " + STANDSTILL)
                        .until(() -> System.nanoTime() - begin >= STANDSTILL.toNanos());
            } finally {
                refusing.program().thaw();
            }
            for (Connection client : waiting) {
                answers.add(client.answer());
            }
        } finally {
            tollgate.broker().start();
            for (Connection client : waiting) {
                client.close();
            }
        }
        List<Answer> refused = answers.stream().filter(one -> one.status() != 200).toList();
        assertThat(refused)
                .hasSize(WAITING_CLIENTS - MOST_HELD)
                .allSatisfy(EdgeBoundsIT::assertOverloaded);
        assertThat(refusing.metric("tollgate_held")).isZero();
        refusing.assertAdmits(key.secret());
    }

    private static void assertOverloaded(Answer answer) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(503);
        assertThat(answer.problem()).isEqualTo("overloaded");
        assertThat(answer.field("Retry-After")).isPresent();
    }

    private void awaitEmptyOutboxes() {
        Installation.await("all edges have told what they know")
                .atMost(TOLD_WITHIN)
                .until(() ->
                        tollgate.edges().stream()
                                .allMatch(edge -> edge.metric("tollgate_outbox_events") == 0));
    }

    private static List<Answer> answers(String route, ApiKey key, Edge edge) {
        return Stream.generate(() -> get(route, key).to(edge.port())).limit(TOO_MANY).toList();
    }

    private static Call get(String route, ApiKey key) {
        return Call.get("/" + route + "/x", Edge.bearer(key.secret()));
    }

    /** Leads a path to an upstream, and returns when all edges know it. */
    private void route(String id, RecordingUpstream upstream) {
        admin.route(id, "/" + id + "/**", upstream.address());
        String probe = Edge.bearer(tollgate.issue("acme", "open").secret());
        for (Edge edge : tollgate.edges()) {
            // Who only asks reaches no upstream.
            Installation.await(edge.name() + " knows the route " + id)
                    .until(() ->
                            Edge.asked("/" + id + "/x", probe).to(edge.privatePort()).status()
                                    == 200);
        }
    }
}
