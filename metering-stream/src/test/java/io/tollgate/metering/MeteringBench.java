package io.tollgate.metering;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.EdgeState;
import io.tollgate.schemas.EdgeStatus;
import io.tollgate.schemas.Fleet;
import io.tollgate.schemas.Gap;
import io.tollgate.schemas.OutboxProgress;
import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.Rule;
import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.ThrottleKind;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The topology in a driver, with a clock that tests move. */
final class MeteringBench implements AutoCloseable {
    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    static final Duration GRACE = Duration.ofHours(24);
    static final Topics TOPICS = new Topics("t.", Partitions.DEFAULT);

    /** After this time all that was sent is in hours and days. */
    static final Duration ROUND = Duration.ofSeconds(UsageStep.FOLD_EVERY);

    final MeterRegistry registry = new SimpleMeterRegistry();
    final TopologyTestDriver driver;
    final TestInputTopic<String, RequestBatch> requests;
    final TestInputTopic<String, EdgeStatus> edges;
    final TestInputTopic<String, Rule> rules;
    final TestInputTopic<String, Revocation> revocations;
    private final List<KeyValue<String, @Nullable Throttle>> told = new ArrayList<>();

    /** Whether throttles can be written. */
    boolean viewsFlow = true;

    final TestOutputTopic<String, Usage> minutes;
    final TestOutputTopic<String, Usage> hours;
    final TestOutputTopic<String, Usage> days;
    final TestOutputTopic<String, Gap> gaps;
    final TestOutputTopic<String, Alert> alerts;
    final TestOutputTopic<String, Fleet> fleet;
    private Instant now;

    MeteringBench(Path state) {
        this(state, NOON);
    }

    MeteringBench(Path state, Instant start) {
        now = start;
        var metrics = new MeteringMetrics(registry);
        var topology =
                MeteringTopology.build(
                        TOPICS, GRACE, Duration.ofSeconds(1), "here", this::tell, metrics);
        var properties = new Properties();
        properties.putAll(
                Map.of(
                        StreamsConfig.APPLICATION_ID_CONFIG,
                        "bench",
                        StreamsConfig.STATE_DIR_CONFIG,
                        state.toString(),
                        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
                        SkipLoudly.class,
                        SkipLoudly.METRICS,
                        metrics,
                        SkipLoudly.TOPICS,
                        TOPICS));
        driver = new TopologyTestDriver(topology, properties, start);
        requests = input(TOPICS.requests);
        edges = input(TOPICS.edges);
        rules = input(TOPICS.rules);
        revocations = input(TOPICS.revocations);
        minutes = output(TOPICS.usageMinute);
        hours = output(TOPICS.usageHour);
        days = output(TOPICS.usageDay);
        gaps = output(TOPICS.gaps);
        alerts = output(TOPICS.alerts);
        fleet = output(TOPICS.fleet);
    }

    private <V extends SpecificRecord> TestInputTopic<String, V> input(Topic<V> topic) {
        return driver.createInputTopic(topic.name(), new StringSerializer(), topic.values());
    }

    private <V extends SpecificRecord> TestOutputTopic<String, V> output(Topic<V> topic) {
        return driver.createOutputTopic(topic.name(), topic.keys().deserializer(), topic.values());
    }

    Instant now() {
        return now;
    }

    void advance(Duration time) {
        now = now.plus(time);
        driver.advanceWallClockTime(time);
    }

    /** A batch that the broker appends now. */
    void send(RequestBatch batch) {
        requests.pipeInput(batch.getOwnerId(), batch, now);
    }

    void sendGarbage(Topic<?> topic) {
        driver.createInputTopic(topic.name(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput("key", new byte[] {1, 2, 3}, now);
    }

    void heartbeat(String edge, EdgeState state, Map<String, OutboxProgress> outbox) {
        heartbeat(edge, Requests.BOOT, state, outbox);
    }

    void heartbeat(String edge, String boot, EdgeState state, Map<String, OutboxProgress> outbox) {
        EdgeStatus status =
                EdgeStatus.newBuilder()
                        .setEdgeId(edge)
                        .setBoot(boot)
                        .setName(edge)
                        .setVersion("1")
                        .setFeatureLevel(1)
                        .setAddress(edge + ":8080")
                        .setState(state)
                        .setNumber(1)
                        .setStartedAt(NOON)
                        .setAt(now)
                        .setOutbox(outbox)
                        .build();
        edges.pipeInput(edge + "|" + boot, status, now);
    }

    void heartbeats(String... ids) {
        for (String id : ids) {
            heartbeat(id, EdgeState.READY, Map.of());
        }
    }

    private boolean tell(String key, @Nullable Throttle view) {
        if (viewsFlow) {
            told.add(new KeyValue<>(key, view));
        }
        return viewsFlow;
    }

    /** What was written into throttles since the last call. */
    List<KeyValue<String, @Nullable Throttle>> throttles() {
        var since = List.copyOf(told);
        told.clear();
        return since;
    }

    /** What of a kind was written into throttles since the last call. */
    List<Throttle> throttles(ThrottleKind kind) {
        return throttles().stream()
                .map(entry -> entry.value)
                .filter(throttle -> throttle != null && throttle.getKind() == kind)
                .toList();
    }

    /** The views that were published since the last call. */
    List<Throttle> views() {
        return throttles(ThrottleKind.THROTTLE);
    }

    double count(String name, String... tags) {
        var counter = registry.find("tollgate.metering." + name).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    /** Puts what another bench holds in a store into ours, as the changelog would. */
    void restore(MeteringBench other, String... stores) {
        for (String name : stores) {
            KeyValueStore<String, Object> to = driver.getKeyValueStore(name);
            KeyValueStore<String, Object> from = other.driver.getKeyValueStore(name);
            try (var entries = from.all()) {
                while (entries.hasNext()) {
                    KeyValue<String, Object> entry = entries.next();
                    to.put(entry.key, entry.value);
                }
            }
        }
    }

    @Override
    public void close() {
        driver.close();
    }
}
