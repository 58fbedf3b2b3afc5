package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.embedded.testing.OwnBroker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Edges that are killed again and again under load, with and without Kafka. */
@OwnBroker
@Fleet
class KillingIT {
    private static final int KILLS = 50;
    private static final int KILLS_A_ROUND = 10;
    private static final int KILL_WHEN_KAFKA_GOES = 4;
    private static final int KILL_WHEN_KAFKA_IS_BACK = 6;
    private static final int REQUESTS_A_SECOND = 400;
    private static final int REQUESTS_BETWEEN = 100;
    private static final Duration COUNTED_WITHIN = Duration.ofMinutes(3);

    private final Installation tollgate;

    KillingIT(Installation tollgate) {
        this.tollgate = tollgate;
    }

    @Test
    void noAdmittedRequestIsLostOrCountedTwiceHoweverOftenEdgesAreKilled() throws Exception {
        tollgate.admin().put("/v1/rules/hammering", Rules.switchedOff());
        tollgate.plan("open");
        tollgate.admin().owner("acme");
        tollgate.admin().owner("globex");
        List<ApiKey> keys =
                IntStream.range(0, 20)
                        .mapToObj(i -> tollgate.admin().key(i % 3 == 0 ? "globex" : "acme", "open"))
                        .toList();
        keys.forEach(tollgate::awaitKnown);

        var load = Load.paced(tollgate.edges(), keys, REQUESTS_A_SECOND);
        CompletableFuture<Tally> running = CompletableFuture.supplyAsync(load::run);
        for (int kill = 0; kill < KILLS; kill++) {
            letKafkaGoOrComeBack(kill % KILLS_A_ROUND);
            awaitMore(load, running);
            Edge victim = tollgate.edges().get(kill % tollgate.edges().size());
            victim.program().kill();
            tollgate.restart(victim);
        }
        awaitMore(load, running);
        load.end();
        Tally seen = running.get();

        assertThat(seen.total().unanswered()).as("requests under way at kills").isPositive();
        var books = new Books(tollgate);
        books.awaitBalance(seen, keys, COUNTED_WITHIN);
        new Report("Counting: " + KILLS + " kills of three edges under load, Kafka away in between")
                .line("answers by status             %s", seen.byStatus())
                .line("admitted, as clients saw      %d", seen.total().admitted())
                .line("without an answer             %d", seen.total().unanswered())
                .line("admitted in each usage topic  %s", books.sums(keys))
                .print();
    }

    private void letKafkaGoOrComeBack(int kill) {
        if (kill == KILL_WHEN_KAFKA_GOES) {
            tollgate.broker().stop();
        } else if (kill == KILL_WHEN_KAFKA_IS_BACK) {
            tollgate.broker().start();
        }
    }

    private static void awaitMore(Load load, CompletableFuture<Tally> running) {
        long before = load.begun();
        Installation.await("the load goes on")
                .until(() -> load.begun() >= before + REQUESTS_BETWEEN || running.isDone());
        assertThat(running).as("the load ended by itself").isNotDone();
    }
}
