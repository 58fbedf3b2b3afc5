package io.tollgate.metering;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.OnBothBrokers;
import io.tollgate.embedded.testing.OwnBroker;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.metering.ThrottleListener.Waits;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.TopicCreator;
import io.tollgate.schemas.topics.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A fleet of metering processes that changes under load, on a broker that goes away once. */
@OnBothBrokers
@OwnBroker
@ExtendWith(BrokerExtension.class)
class ScaleOutIT {
    private static final int PARTITIONS = 4;
    private static final int SETTLED = 8;
    private static final long BATCH_EVERY_MILLIS = 10;
    private static final long SEED = 20_261_122;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What nobody should ever wait longer for, however busy the machine. */
    private static final Duration FAR_TOO_LONG = Duration.ofMinutes(2);

    @TempDir Path directory;
    private final Map<String, MeteringProcess> running = new TreeMap<>();
    private TestBroker broker;
    private Topics topics;

    @BeforeEach
    void createTopics(TestBroker given) throws Exception {
        broker = given;
        var usual = Partitions.DEFAULT;
        topics =
                new Topics(
                        broker.prefix(),
                        new Partitions(PARTITIONS, usual.keys(), usual.usage(), usual.throttles()));
        new TopicCreator(broker.admin()).createMissing(topics.all());
    }

    @AfterEach
    void endAll() {
        running.values().forEach(MeteringProcess::close);
    }

    @Test
    void countsEveryRequestOnceAndIsNeverSilentForLongWhateverBecomesOfItsProcesses()
            throws Exception {
        Map<String, Object> kafka = broker.clientProperties();
        try (var edge = new SendingEdge("edge-1", kafka, topics.requests, PARTITIONS, SEED);
                var sums = new UsageSums(kafka, topics);
                var listener = new ThrottleListener(kafka, topics.throttles)) {
            start("one");
            start("two");
            ready("one", "two");
            try (var _ = new Load(edge)) {
                settle(listener);
                listener.end("they start");
                settle(listener);
                listener.end("two at work");
                start("three");
                ready("three");
                settle(listener);
                listener.end("a third joins");
                for (String name : List.of("one", "two", "three")) {
                    restart(name, listener);
                }
                requireNonNull(running.remove("two")).kill();
                settle(listener);
                listener.end("SIGKILL of two");
                restartBroker(listener);
            }

            await().atMost(PATIENCE)
                    .untilAsserted(() -> sums.checkAll(edge.requestsByKey(), "seed " + SEED));
            // What would be counted twice would be by now: all later batches come after it.
            edge.sendSome();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> sums.checkAll(edge.requestsByKey(), "seed " + SEED));
            for (MeteringProcess process : running.values()) {
                process.stop();
            }
            System.out.println(table(listener.past()));
            assertThat(listener.past())
                    .allSatisfy(phase ->
                            assertThat(phase.silence())
                                    .as(phase.phase())
                                    .isPositive()
                                    .isLessThan(FAR_TOO_LONG));
        }
    }

    private void restart(String name, ThrottleListener listener)
            throws IOException, InterruptedException {
        requireNonNull(running.remove(name)).stop();
        settle(listener);
        listener.end(name + " stops in order");
        start(name);
        ready(name);
        settle(listener);
        listener.end(name + " comes back");
    }

    private void restartBroker(ThrottleListener listener) {
        long stopped = System.nanoTime();
        broker.stop();
        broker.start();
        long away = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - stopped);
        settle(listener);
        listener.end("broker restarts (away for " + away + " ms)");
    }

    private void start(String name) throws IOException {
        running.put(
                name,
                MeteringProcess.start(
                        broker, directory.resolve(name), Map.of("TOLLGATE_METERING_THREADS", "1")));
    }

    private void ready(String... names) {
        List.of(names).forEach(name -> requireNonNull(running.get(name)).awaitReady());
    }

    /** Waits until counting goes on everywhere, for about two seconds. */
    private static void settle(ThrottleListener listener) {
        listener.ask();
        await().atMost(PATIENCE).until(() -> listener.hasHeardOf(PARTITIONS, SETTLED));
    }

    private static String table(List<Waits> phases) {
        return phases.stream()
                .map(phase ->
                        String.format(
                                Locale.ROOT,
                                "%-45s %8d ms %8d ms",
                                phase.phase(),
                                phase.silence().toMillis(),
                                phase.standstill().toMillis()))
                .collect(
                        Collectors.joining(
                                "\n",
                                "\nphase, longest silence of a partition's throttles, longest time"
                                        + " in which they told of nothing new\n",
                                "\n"));
    }

    /** The same number of batches in every second, from one thread. */
    private static final class Load implements AutoCloseable {
        private final ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("load").factory());

        Load(SendingEdge edge) {
            var _ =
                    timer.scheduleAtFixedRate(
                            edge::sendSome, 0, BATCH_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            timer.close();
        }
    }
}
