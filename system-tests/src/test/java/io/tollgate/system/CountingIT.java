package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.embedded.testing.OnBothBrokers;
import io.tollgate.system.UsageTotals.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@OnBothBrokers
@Fleet
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CountingIT {
    private static final int KEYS = 200;
    private static final int OWNERS = 20;
    private static final long REQUESTS = 100_000;
    private static final long REQUESTS_AROUND_A_CRASH = 20_000;
    private static final Duration COUNTED_WITHIN = Duration.ofMinutes(3);

    private final Installation tollgate;
    private final Books books;
    private final Instant begin = Instant.now();

    CountingIT(Installation tollgate) {
        this.tollgate = tollgate;
        this.books = new Books(tollgate);
    }

    @BeforeAll
    static void prepare(Installation tollgate) {
        tollgate.admin().put("/v1/rules/hammering", Rules.switchedOff());
        tollgate.plan("open");
        tollgate.plan("pro", Limit.rate(600, "PT1M"));
        tollgate.plan("burst", Limit.rate(50, "PT10S"));
        tollgate.plan("shared", Limit.rate(2_000, "PT1M").ofOwner());
        tollgate.plan("free", Limit.rate(10, "PT1M"));
        IntStream.range(0, OWNERS).forEach(i -> tollgate.admin().owner("owner-" + i));
    }

    @Test
    @Order(1)
    void everyRequestThatClientsSawAdmittedIsCountedOnceInEachWindow() {
        List<ApiKey> keys =
                keys(
                        KEYS, "open", "open", "pro", "open", "burst", "pro", "open", "shared",
                        "free", "open");
        var load = new Load(tollgate.edges(), keys, REQUESTS);

        long start = System.nanoTime();
        Tally seen = load.run();
        double seconds = (System.nanoTime() - start) / 1e9;

        assertThat(seen.total().unanswered()).as("requests without an answer").isZero();
        var expected = new TreeMap<String, Counts>();
        keys.forEach(key -> {
            Tally.Seen of = seen.of(key.id());
            expected.put(key.id(), new Counts(of.admitted(), of.limited()));
        });
        Installation.await("usage of every minute, hour and day holds what clients saw")
                .atMost(COUNTED_WITHIN)
                .untilAsserted(() ->
                        books.usageTopics()
                                .forEach(topic ->
                                        assertThat(books.counted(topic, keys))
                                                .as(topic.name())
                                                .isEqualTo(expected)));
        double counted = (System.nanoTime() - start) / 1e9 - seconds;
        assertAdminSays(expected, keys);
        books.assertNoGapIsOpen();
        new Report("Counting: " + REQUESTS + " requests, " + KEYS + " keys, 3 edges")
                .line("answers by status            %s", seen.byStatus())
                .line("admitted, as clients saw     %d", seen.total().admitted())
                .line("admitted in each usage topic %s", books.sums(keys))
                .line(
                        "per key: equal for all %d keys, in all three windows and in the admin API",
                        KEYS)
                .line(
                        "took %.1f s (%.0f requests/s), counted %.1f s later",
                        seconds, REQUESTS / seconds, counted)
                .print();
    }

    @Test
    @Order(2)
    void noAdmittedRequestIsLostOrCountedTwiceWhenAnEdgeIsKilled() throws Exception {
        List<ApiKey> keys = keys(40, "open");
        var load = new Load(tollgate.edges(), keys, REQUESTS_AROUND_A_CRASH);
        Edge victim = tollgate.edges().getFirst();

        CompletableFuture<Tally> running = CompletableFuture.supplyAsync(load::run);
        awaitBegun(load, REQUESTS_AROUND_A_CRASH / 4, running);
        victim.program().kill();
        awaitBegun(load, REQUESTS_AROUND_A_CRASH / 2, running);
        tollgate.restart(victim);
        Tally seen = running.get();

        assertThat(seen.total().unanswered()).as("requests under way at the kill").isPositive();
        books.awaitBalance(seen, keys, COUNTED_WITHIN);
        long counted = books.sums(keys).getOrDefault("usage-day", 0L);
        new Report("Counting: an edge killed and started again under load")
                .line("answers by status                        %s", seen.byStatus())
                .line("admitted, as clients saw                 %d", seen.total().admitted())
                .line("under way at the kill, without an answer %d", seen.total().unanswered())
                .line(
                        "counted                                  %d (%d of those without an"
                                + " answer)",
                        counted, counted - seen.total().admitted())
                .print();
    }

    private void assertAdminSays(Map<String, Counts> expected, List<ApiKey> keys) {
        for (String window : List.of("minute", "hour", "day")) {
            Installation.await("the admin API answers the same for each " + window)
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(answered(window, keys)).isEqualTo(expected));
        }
    }

    private Map<String, Counts> answered(String window, List<ApiKey> keys) {
        var answered = new TreeMap<String, Counts>();
        keys.forEach(key ->
                answered.put(key.id(), UsageTotals.of(tollgate.admin().usage(key, window, begin))));
        return answered;
    }

    private static void awaitBegun(Load load, long requests, CompletableFuture<Tally> running)
            throws ExecutionException, InterruptedException {
        Installation.await(requests + " requests are sent")
                .atMost(COUNTED_WITHIN)
                .until(() -> load.begun() >= requests || running.isDone());
        assertThat(running.isDone() ? running.get().total() : Tally.Seen.NOTHING)
                .as("the load ended before the edge was killed")
                .isEqualTo(Tally.Seen.NOTHING);
    }

    /** New keys, with the plans in turn, of all owners in turn. */
    private List<ApiKey> keys(int count, String... plans) {
        var keys = new ArrayList<ApiKey>();
        for (int i = 0; i < count; i++) {
            keys.add(tollgate.admin().key("owner-" + i % OWNERS, plans[i % plans.length]));
        }
        keys.forEach(tollgate::awaitKnown);
        return keys;
    }
}
