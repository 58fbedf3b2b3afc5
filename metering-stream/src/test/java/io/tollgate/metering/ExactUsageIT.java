package io.tollgate.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.TopicCreator;
import io.tollgate.schemas.topics.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Metering as a process of its own, which dies without a word. */
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
                var minutes = new Sums(kafka, topics.usageMinute);
                var hours = new Sums(kafka, topics.usageHour);
                var days = new Sums(kafka, topics.usageDay)) {
            // Twice it dies in the midst of its work: once it comes back to its state, once it
            // has lost it.
            for (String stateOfNext : List.of("one", "one", "two")) {
                long before = total(minutes.byKey());
                Process running = start(broker, stateOfNext);
                try {
                    await().atMost(PATIENCE)
                            .until(() -> {
                                edge.sendSome();
                                return total(minutes.byKey()) > before;
                            });
                } finally {
                    running.destroyForcibly().waitFor();
                }
                for (int i = 0; i < 100; i++) {
                    edge.sendSome();
                }
            }
            Process last = start(broker, "two");
            try {
                await().atMost(PATIENCE).untilAsserted(() -> checkAll(edge, minutes, hours, days));
                // What would be counted twice would be by now: all later batches come after it.
                edge.sendSome();
                await().atMost(PATIENCE).untilAsserted(() -> checkAll(edge, minutes, hours, days));
            } finally {
                last.destroy();
                assertThat(last.waitFor()).as("exit code of an orderly end").isZero();
            }
        }
    }

    private static void checkAll(SendingEdge edge, Sums... sums) {
        for (Sums sum : sums) {
            assertThat(sum.byKey())
                    .as("seed %d: %s", SEED, sum.topic)
                    .isEqualTo(edge.requestsByKey());
        }
    }

    private static long total(Map<String, Long> byKey) {
        return byKey.values().stream().mapToLong(Long::longValue).sum();
    }

    private Process start(TestBroker broker, String stateDir) throws IOException {
        var command =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName());
        Map<String, String> environment = command.environment();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        environment.put("TOLLGATE_METERING_TOPIC_PREFIX", broker.prefix());
        environment.put("TOLLGATE_METERING_STATE_DIR", directory.resolve(stateDir).toString());
        environment.put("TOLLGATE_METERING_SESSION_TIMEOUT", "PT6S");
        environment.put("TOLLGATE_METERING_STANDBY_REPLICAS", "0");
        environment.put("TOLLGATE_METERING_PORT", "0");
        return command.inheritIO().start();
    }

    /** Sums of the newest revisions of one usage topic, as a careful analyst reads it. */
    private static final class Sums implements AutoCloseable {
        private final String topic;
        private final KafkaReader<Usage> reader;

        Sums(Map<String, Object> kafka, Topic<Usage> topic) {
            this.topic = topic.name();
            reader = new KafkaReader<>(kafka, topic, "read_committed");
        }

        Map<String, Long> byKey() {
            var newest = new HashMap<String, Usage>();
            for (ConsumerRecord<String, Usage> record : reader.records()) {
                newest.merge(record.key(), record.value(), ExactUsageIT::newer);
            }
            var sums = new TreeMap<String, Long>();
            newest.values()
                    .forEach(usage -> sums.merge(usage.getKeyId(), usage.getRequests(), Long::sum));
            sums.values().removeIf(sum -> sum == 0);
            return sums;
        }

        @Override
        public void close() {
            reader.close();
        }
    }

    private static Usage newer(Usage a, Usage b) {
        assertThat(b.getRevision())
                .as("revisions of %s in %s rise", b.getKeyId(), b.getWindowStart())
                .isGreaterThan(a.getRevision());
        return b;
    }
}
