package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.embedded.testing.OnBothBrokers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@OnBothBrokers
@Fleet
class FleetWideLimitIT {
    private static final int EACH = 30;

    private final Installation tollgate;

    FleetWideLimitIT(Installation tollgate) {
        this.tollgate = tollgate;
    }

    @Test
    void aKeyHasItsLimitOnceForTheWholeFleet() throws Exception {
        tollgate.plan("free", Limit.rate(10, "PT1M"));
        tollgate.admin().owner("one");
        ApiKey key = tollgate.issue("one", "free");

        List<Integer> statuses = onAllEdgesAtOnce(key, key, key);

        long admitted = statuses.stream().filter(status -> status == 200).count();
        new Report(
                        "One limit for the fleet: 10 per minute, 3 edges at once, "
                                + EACH
                                + " requests on each")
                .line(
                        "admitted %d of %d (3 edges by themselves would have admitted 30)",
                        admitted, statuses.size())
                .print();
        assertThat(statuses).containsOnly(200, 429);
        // No less; and how much more depends on how soon views come, but edges by themselves admit
        // 30.
        assertThat(admitted).isBetween(10L, 19L);
    }

    @Test
    void aLimitOfTheOwnerIsSharedByTheOwnersKeys() throws Exception {
        tollgate.plan("pooled", new Limit("day", 20, "P1D", "quota", "owner"));
        tollgate.admin().owner("two");
        ApiKey one = tollgate.issue("two", "pooled");
        ApiKey other = tollgate.issue("two", "pooled");

        List<Integer> statuses = onAllEdgesAtOnce(one, other, one);

        long admitted = statuses.stream().filter(status -> status == 200).count();
        new Report(
                        "One limit for an owner: 20 per day, 2 keys, 3 edges at once, "
                                + EACH
                                + " requests on each")
                .line("admitted %d of %d", admitted, statuses.size())
                .print();
        assertThat(statuses).containsOnly(200, 429);
        assertThat(admitted).isBetween(20L, 39L);
        Installation.await("all edges know that the limit is used up")
                .untilAsserted(() ->
                        tollgate.edges()
                                .forEach(edge ->
                                        assertThat(edge.use(one.secret()).status())
                                                .isEqualTo(429)));
    }

    @Test
    void tellsHowMuchIsLeftOfEachLimit() {
        tollgate.plan("told", Limit.rate(10, "PT1M"), new Limit("day", 100, "P1D", "quota", "key"));
        tollgate.admin().owner("three");
        ApiKey key = tollgate.issue("three", "told");

        for (int used = 1; used <= 3; used++) {
            Answer answer = tollgate.edges().getFirst().use(key.secret());

            assertThat(answer.status()).as("%s", answer).isEqualTo(200);
            assertThat(policy(answer))
                    .isEqualTo(
                            Map.of(
                                    "rate",
                                    Map.of("q", 10L, "w", 60L),
                                    "day",
                                    Map.of("q", 100L, "w", 86_400L)));
            assertThat(left(answer, "day")).containsEntry("r", 100L - used);
            assertThat(left(answer, "rate")).containsEntry("r", 10L - used);
            assertThat(left(answer, "day").getOrDefault("t", -1L)).isBetween(0L, 86_400L);
        }
    }

    @Test
    void aRefusalSaysWhyAndUntilWhenAndThenTheKeyWorksAgain() {
        tollgate.plan("short", Limit.rate(3, "PT5S"));
        tollgate.admin().owner("four");
        ApiKey key = tollgate.issue("four", "short");
        Edge edge = tollgate.edges().getFirst();

        Answer refused = useUp(key, edge);
        long toldAt = System.nanoTime();

        assertThat(refused.field("Content-Type")).contains("application/problem+json");
        assertThat(refused.problem()).isEqualTo("limited");
        assertThat(refused.json().path("status").asInt()).isEqualTo(429);
        assertThat(refused.json().path("detail").asText()).contains("'rate'", "3", "PT5S");
        assertThat(refused.json().path("violated-policies").path(0).asText()).isEqualTo("rate");
        assertThat(policy(refused)).isEqualTo(Map.of("rate", Map.of("q", 3L, "w", 5L)));
        assertThat(left(refused, "rate")).containsEntry("r", 0L);
        long seconds = Long.parseLong(refused.field("Retry-After").orElseThrow());
        assertThat(seconds).isBetween(1L, 10L);

        long again = toldAt + Duration.ofSeconds(seconds).toNanos();
        Installation.await("the time that was named has passed")
                .until(() -> System.nanoTime() - again >= 0);
        edge.assertAdmits(key.secret());
    }

    @Test
    void aGatewayThatAsksIsToldOfTheSameLimit() {
        tollgate.plan("asked", Limit.rate(4, "PT1M"));
        tollgate.admin().owner("five");
        ApiKey key = tollgate.issue("five", "asked");
        Edge edge = tollgate.edges().getFirst();

        for (int i = 0; i < 2; i++) {
            assertThat(edge.ask(key.secret()).status()).isEqualTo(200);
            edge.assertAdmits(key.secret());
        }
        Answer asked = edge.ask(key.secret());

        // auth_request of nginx passes 401 and 403 on and no other.
        assertThat(asked.status()).as("%s", asked).isEqualTo(403);
        assertThat(asked.field("X-Tollgate-Status")).contains("429");
        assertThat(asked.problem()).isEqualTo("limited");
    }

    /** The first refusal that comes when a key is used until there is one. */
    private static Answer useUp(ApiKey key, Edge edge) {
        for (int i = 0; i < 20; i++) {
            Answer answer = edge.use(key.secret());
            if (answer.status() != 200) {
                assertThat(answer.status()).as("%s", answer).isEqualTo(429);
                return answer;
            }
        }
        throw new AssertionError("the limit was never used up");
    }

    private static Map<String, Map<String, Long>> policy(Answer answer) {
        return RateLimitField.parse(answer.field("RateLimit-Policy").orElseThrow());
    }

    /** What the answer says of one limit. */
    private static Map<String, Long> left(Answer answer, String limit) {
        var limits = RateLimitField.parse(answer.field("RateLimit").orElseThrow());
        return Objects.requireNonNull(limits.get(limit), () -> limit + " is not told: " + answer);
    }

    /** Uses a key on each edge, all at once, each edge as fast as it answers. */
    private List<Integer> onAllEdgesAtOnce(ApiKey... keys)
            throws InterruptedException, ExecutionException {
        var statuses = new ArrayList<Integer>();
        try (ExecutorService threads = Executors.newFixedThreadPool(keys.length)) {
            var clients = new ArrayList<Future<List<Integer>>>();
            for (int i = 0; i < keys.length; i++) {
                Edge edge = tollgate.edges().get(i);
                ApiKey key = keys[i];
                clients.add(threads.submit(() -> uses(edge, key)));
            }
            for (Future<List<Integer>> client : clients) {
                statuses.addAll(client.get());
            }
        }
        return statuses;
    }

    private static List<Integer> uses(Edge edge, ApiKey key) {
        var statuses = new ArrayList<Integer>();
        for (int i = 0; i < EACH; i++) {
            statuses.add(edge.use(key.secret()).status());
        }
        return statuses;
    }
}
