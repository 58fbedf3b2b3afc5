package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.embedded.testing.OwnBroker;
import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.system.NamedLoad.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/**
 * Edges that are killed with SIGKILL under load, on a broker that goes away and comes back.
 *
 * <p>Each request has a path of its own, by whose hash its events are known, so that it is decided
 * request by request: what a client saw admitted was told and counted once; what it got no answer
 * to, at most once; what it saw refused, never.
 */
@Fleet(edges = 3, manyStarts = true)
@OwnBroker
class KillingIT {
    private static final int KILLS_OF_EACH = 18;
    private static final int OUTAGES = 5;
    private static final int KILLS_IN_AN_OUTAGE = 3;
    private static final int MOST_ANSWERS_BETWEEN = 300;
    private static final int MOST_MILLIS_OF_STARTING = 2_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long SEED = 20_261_122;

    private final Installation tollgate;
    private final AtomicInteger kills = new AtomicInteger();
    private final AtomicInteger killsWhileStarting = new AtomicInteger();

    KillingIT(Installation tollgate) {
        this.tollgate = tollgate;
    }

    @Test
    void whatClientsSawAdmittedIsCountedOnceHoweverOftenEdgesAreKilled() throws Exception {
        tollgate.plan("open");
        List<ApiKey> keys = keys(20);
        // One that ends in order makes the others start sooner.
        Edge first = tollgate.edges().getFirst();
        assertThat(first.program().stop()).isZero();
        tollgate.restart(first);
        long began = System.nanoTime();
        List<Sent> sent;
        try (var load = new NamedLoad(tollgate.edges(), keys, SEED).start()) {
            killAll(load);
            sent = load.stop();
        }
        double seconds = (System.nanoTime() - began) / 1e9;

        tollgate.edges()
                .forEach(edge ->
                        Installation.await(edge.name() + " has told all it knows")
                                .atMost(PATIENCE)
                                .until(() -> edge.metric("tollgate_outbox_events") == 0));
        List<ConsumerRecord<String, RequestBatch>> told =
                new TopicReader(tollgate.broker()).all(tollgate.topics().requests);
        assertToldOnce(sent, RequestsTopic.countedByPath(told));
        Map<String, Long> expected = RequestsTopic.admitted(told);
        expected.keySet().retainAll(keys.stream().map(ApiKey::id).toList());
        Installation.await("usage of every minute, hour and day is what edges told")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertCounted(expected));
        Installation.await("no gap is open")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(OpenGaps.in(tollgate)).isEmpty());
        report(sent, expected, seconds);
    }

    private void killAll(NamedLoad load) throws Exception {
        int all = KILLS_OF_EACH * tollgate.edges().size();
        try (ExecutorService killers = Executors.newCachedThreadPool()) {
            var killing = new ArrayList<Future<?>>();
            for (int i = 0; i < tollgate.edges().size(); i++) {
                Edge edge = tollgate.edges().get(i);
                var random = new Random(SEED + i);
                killing.add(killers.submit(() -> killAgainAndAgain(edge, load, random)));
            }
            for (int outage = 1; outage <= OUTAGES; outage++) {
                awaitKills(all * outage / (OUTAGES + 1), killing);
                tollgate.broker().stop();
                awaitKills(kills.get() + KILLS_IN_AN_OUTAGE, killing);
                tollgate.broker().start();
            }
            for (Future<?> killer : killing) {
                killer.get();
            }
        }
        assertThat(kills).hasValue(all).hasValueGreaterThanOrEqualTo(50);
    }

    /** Kills an edge at any moment of its work, or of its start. */
    private void killAgainAndAgain(Edge edge, NamedLoad load, Random random) {
        for (int kill = 0; kill < KILLS_OF_EACH; kill++) {
            if (random.nextInt(5) == 0) {
                long at =
                        System.nanoTime()
                                + TimeUnit.MILLISECONDS.toNanos(
                                        random.nextInt(MOST_MILLIS_OF_STARTING));
                Installation.await("a moment of the start").until(() -> System.nanoTime() >= at);
                killsWhileStarting.incrementAndGet();
            } else {
                tollgate.awaitReady(edge);
                long enough = load.answeredBy(edge) + random.nextInt(MOST_ANSWERS_BETWEEN);
                Installation.await(edge.name() + " has answered some requests")
                        .pollInterval(Duration.ofMillis(3))
                        .atMost(PATIENCE)
                        .until(() -> load.answeredBy(edge) >= enough);
            }
            edge.program().kill();
            kills.incrementAndGet();
            edge.program().start();
        }
        tollgate.awaitReady(edge);
    }

    private void awaitKills(int count, List<Future<?>> killing) {
        Installation.await(count + " kills")
                .atMost(PATIENCE)
                .until(() -> kills.get() >= count || killing.stream().anyMatch(Future::isDone));
    }

    private static void assertToldOnce(List<Sent> sent, Map<String, Long> told) {
        var wrong = new ArrayList<String>();
        for (Sent request : sent) {
            long times = told.getOrDefault(RequestsTopic.hashOf(request.path()), 0L);
            boolean right =
                    request.admitted() ? times == 1 : times <= (request.unanswered() ? 1 : 0);
            if (!right) {
                wrong.add(request + " was told " + times + " times");
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(sent.stream().filter(Sent::admitted).count()).isPositive();
        assertThat(sent.stream().filter(Sent::unanswered).count())
                .as("requests under way at a kill")
                .isPositive();
    }

    private void assertCounted(Map<String, Long> expected) {
        for (Topic<Usage> topic :
                List.of(
                        tollgate.topics().usageMinute,
                        tollgate.topics().usageHour,
                        tollgate.topics().usageDay)) {
            var counted = new TreeMap<String, Long>();
            UsageTotals.of(new TopicReader(tollgate.broker()).all(topic))
                    .forEach((key, counts) -> counted.put(key, counts.admitted()));
            counted.keySet().retainAll(expected.keySet());
            assertThat(counted).as(topic.name()).isEqualTo(expected);
        }
    }

    private void report(List<Sent> sent, Map<String, Long> counted, double seconds) {
        long admitted = sent.stream().filter(Sent::admitted).count();
        long all = counted.values().stream().mapToLong(Long::longValue).sum();
        new Report("SIGKILL of edges under load, with broker outages")
                .line(
                        "kills %d (%d of edges that were starting), broker outages %d, in %.0f s",
                        kills.get(), killsWhileStarting.get(), OUTAGES, seconds)
                .line(
                        "answers by status             %s",
                        sent.stream()
                                .filter(request -> !request.unanswered())
                                .collect(
                                        Collectors.groupingBy(
                                                Sent::status, TreeMap::new, Collectors.counting())))
                .line(
                        "without an answer             %d",
                        sent.stream().filter(Sent::unanswered).count())
                .line("admitted, as clients saw      %d", admitted)
                .line("counted                       %d", all)
                .line("counted, but never answered   %d", all - admitted)
                .print();
    }

    private List<ApiKey> keys(int count) {
        IntStream.range(0, 5).forEach(i -> tollgate.admin().owner("owner-" + i));
        List<ApiKey> keys =
                IntStream.range(0, count)
                        .mapToObj(i -> tollgate.admin().key("owner-" + i % 5, "open"))
                        .toList();
        keys.forEach(tollgate::awaitKnown);
        return keys;
    }
}
