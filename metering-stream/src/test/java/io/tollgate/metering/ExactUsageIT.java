package io.tollgate.metering;

import static org.awaitility.Awaitility.await;

import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.OnBothBrokers;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.TopicCreator;
import io.tollgate.schemas.topics.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Metering as a process of its own, which dies without a word. */
@OnBothBrokers
@ExtendWith(BrokerExtension.class)
class ExactUsageIT {
    private static final int PARTITIONS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long SEED = 20_261_122;

    @TempDir Path directory;

    @Test
    void countsEveryRequestOnceThoughItIsKilledAgainAndAgain(TestBroker broker) throws Exception {
        var usual = Partitions.DEFAULT;
        var topics =
                new Topics(
                        broker.prefix(),
                        new Partitions(PARTITIONS, usual.keys(), usual.usage(), usual.throttles()));
        new TopicCreator(broker.admin()).createMissing(topics.all());
        Map<String, Object> kafka = broker.clientProperties();
        try (var edge = new SendingEdge("edge-1", kafka, topics.requests, PARTITIONS, SEED);
                var sums = new UsageSums(kafka, topics)) {
            // Twice it dies in the midst of its work: once it comes back to its state, once it
            // has lost it.
            for (String stateOfNext : List.of("one", "one", "two")) {
                long before = sums.total();
                try (var _ = start(broker, stateOfNext)) {
                    await().atMost(PATIENCE)
                            .until(() -> {
                                edge.sendSome();
                                return sums.total() > before;
                            });
                }
                for (int i = 0; i < 100; i++) {
                    edge.sendSome();
                }
            }
            try (var last = start(broker, "two")) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> sums.checkAll(edge.requestsByKey(), "seed " + SEED));
                // What would be counted twice would be by now: all later batches come after it.
                edge.sendSome();
                await().atMost(PATIENCE)
                        .untilAsserted(() -> sums.checkAll(edge.requestsByKey(), "seed " + SEED));
                last.stop();
            }
        }
    }

    private MeteringProcess start(TestBroker broker, String state) throws IOException {
        return MeteringProcess.start(
                broker,
                directory.resolve(state),
                Map.of(
                        "TOLLGATE_METERING_SESSION_TIMEOUT",
                        "PT6S",
                        "TOLLGATE_METERING_STANDBY_REPLICAS",
                        "0"));
    }
}
