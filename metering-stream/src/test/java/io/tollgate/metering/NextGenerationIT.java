package io.tollgate.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.OnBothBrokers;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.metering.replay.KafkaReplay;
import io.tollgate.metering.replay.LedgerLine;
import io.tollgate.metering.replay.ReplayReport;
import io.tollgate.metering.replay.Scope;
import io.tollgate.schemas.Charge;
import io.tollgate.schemas.EdgeState;
import io.tollgate.schemas.EdgeStatus;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.OutboxProgress;
import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.UsageWindow;
import io.tollgate.schemas.topics.TopicCreator;
import io.tollgate.schemas.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Growing {@code requests} from 3 partitions to 7, with events of both in the same windows. */
@OnBothBrokers
@ExtendWith(BrokerExtension.class)
class NextGenerationIT {
    private static final int BEFORE = 3;
    private static final int AFTER = 7;
    private static final long SEED = 4_711;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String RARE = "rare-owner";

    @TempDir Path state;
    private TestBroker broker;
    private Map<String, Object> kafka;
    private Topics old;
    private Topics next;

    @BeforeEach
    void createTopics(TestBroker given) throws InterruptedException {
        broker = given;
        kafka = broker.clientProperties();
        old = settings(1, "PT1M").topics();
        next = settings(2, "PT0.5S").topics();
        var creator = new TopicCreator(broker.admin());
        creator.createMissing(old.all());
        creator.createMissing(next.all());
    }

    /** With a long interval, most of what is counted is in no window yet. */
    private MeteringSettings settings(int generation, String usageInterval) {
        var environment = new HashMap<String, String>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        environment.put("TOLLGATE_METERING_TOPIC_PREFIX", broker.prefix());
        environment.put("TOLLGATE_METERING_STATE_DIR", state.toString());
        environment.put("TOLLGATE_METERING_REQUESTS_GENERATION", String.valueOf(generation));
        environment.put(
                "TOLLGATE_METERING_REQUESTS_PARTITIONS",
                String.valueOf(generation == 1 ? BEFORE : AFTER));
        environment.put("TOLLGATE_METERING_USAGE_INTERVAL", usageInterval);
        environment.put("TOLLGATE_METERING_STANDBY_REPLICAS", "0");
        environment.put("TOLLGATE_METERING_BIND_ADDRESS", "127.0.0.1");
        environment.put("TOLLGATE_METERING_PORT", "0");
        return MeteringSettings.from(environment);
    }

    @Test
    void windowsAndLimitsGoOnWhereTheOldGenerationLeftThem() throws Exception {
        try (var before = edge("boot-1", old, BEFORE);
                var after = edge("boot-2", next, AFTER);
                var sums = new UsageSums(kafka, old);
                var views = new KafkaReader<>(kafka, next.throttles, "read_uncommitted")) {
            try (var metering = Metering.start(settings(1, "PT1M"))) {
                await().atMost(PATIENCE).until(metering::isReady);
                sendMany(before);
                before.sendCharged(RARE, 6, ofTenADay());
                awaitRefused(
                        "boot-1",
                        Map.of("0", new OutboxProgress(7L, 7L)),
                        "still writes to an older generation",
                        "running");
                beat("boot-1", EdgeState.LEFT, Map.of("0", new OutboxProgress(7L, 7L)));
                beat("boot-2", EdgeState.READY, Map.of("requests-2|0", new OutboxProgress(0L, 0L)));
                sendMany(after);
                after.sendCharged(RARE, 4, ofTenADay());
                awaitCounted();
            }
            Map<String, Long> expected = both(before.requestsByKey(), after.requestsByKey());
            assertThat(sums.total()).as("most is in no window yet").isLessThan(total(expected));

            leaveOverFromAnAttemptThatFailed();
            for (int start = 1; start <= 2; start++) {
                try (var metering = Metering.start(settings(2, "PT0.5S"))) {
                    await().atMost(PATIENCE).until(metering::isReady);
                    await().atMost(PATIENCE)
                            .untilAsserted(() -> sums.checkAll(expected, "seed " + SEED));
                    await().atMost(PATIENCE)
                            .untilAsserted(() ->
                                    assertThat(views.values())
                                            .filteredOn(view -> view.getSubject().equals(RARE))
                                            .extracting(Throttle::getTotal)
                                            .contains(10L));
                }
            }
            assertRefused(1, "the next generation has taken over");
            assertReconciles();
        }
    }

    /**
     * Windows that were carried over are compared by nobody: half of their events are elsewhere.
     */
    private void assertReconciles() throws Exception {
        try (var replay = new KafkaReplay(settings(2, "PT0.5S"), Scope.of(null, null, null))) {
            ReplayReport report = replay.run();

            assertThat(report.lines()).extracting(LedgerLine::boot).containsOnly("boot-2");
            assertThat(report.lines())
                    .allSatisfy(line -> assertThat(line.counted()).isEqualTo(line.appended()));
            assertThat(report.addsUp()).isTrue();
            assertThat(report.differences()).isEmpty();
        }
    }

    @Test
    void isNotTakenOverWhileARecordIsNotCountedOrOnAnEdgesDisk() throws Exception {
        try (var before = edge("boot-1", old, BEFORE)) {
            sendMany(before);
            before.requestsByKey();
            awaitRefused(
                    "boot-2",
                    Map.of(
                            "requests-2|0", new OutboxProgress(0L, 0L),
                            "older|0", new OutboxProgress(9L, 4L)),
                    "records are not counted",
                    "5 events for an older generation");
        }
    }

    private void leaveOverFromAnAttemptThatFailed() throws Exception {
        String topic = settings(2, "PT1S").applicationId(2) + "-usage-pending-changelog";
        new KafkaGroups(broker.admin())
                .create(new NewTopic(topic, Optional.of(AFTER), Optional.empty()));
        var minute = UsageSpan.holding(UsageWindow.MINUTE, System.currentTimeMillis());
        var tally = new UsageTally("key_stale");
        tally.add(Requests.admitted(0, minute.start()), "owner-0", false);
        var stale = tally.toUsage(minute, 0, false, minute.start());
        try (var producer =
                new KafkaProducer<>(kafka, new StringSerializer(), old.usageMinute.values())) {
            String key = "00|key_stale|" + minute.startMillis();
            producer.send(new ProducerRecord<>(topic, 4, key, stale)).get();
        }
    }

    private SendingEdge edge(String boot, Topics topics, int partitions) {
        return new SendingEdge("edge-1", boot, kafka, topics.requests, partitions, SEED);
    }

    private static void sendMany(SendingEdge edge) {
        for (int i = 0; i < 200; i++) {
            edge.sendSome();
        }
    }

    private static Charge ofTenADay() {
        Instant day = Instant.now().truncatedTo(ChronoUnit.DAYS);
        return new Charge("day", LimitScope.OWNER, LimitKind.QUOTA, "P1D", day, 10L, 1L);
    }

    /** With a fresh heartbeat, which a busy machine may take for an old one. */
    private void awaitRefused(String boot, Map<String, OutboxProgress> outbox, String... reasons) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    beat(boot, EdgeState.READY, outbox);
                    assertRefused(2, reasons);
                });
    }

    private void assertRefused(int generation, String... reasons) {
        assertThatThrownBy(() -> Metering.start(settings(generation, "PT1S")).close())
                .isInstanceOf(TakeoverRefusedException.class)
                .hasMessageContainingAll(reasons);
    }

    private void awaitCounted() {
        var groups = new KafkaGroups(broker.admin());
        String application = settings(1, "PT1S").applicationId(1);
        await().atMost(PATIENCE)
                .until(() -> groups.uncounted(application, old.requests.name()) == 0);
    }

    private static Map<String, Long> both(Map<String, Long> a, Map<String, Long> b) {
        var both = new TreeMap<>(a);
        b.forEach((key, requests) -> both.merge(key, requests, Long::sum));
        return both;
    }

    private static long total(Map<String, Long> byKey) {
        return byKey.values().stream().mapToLong(Long::longValue).sum();
    }

    private void beat(String boot, EdgeState as, Map<String, OutboxProgress> outbox)
            throws Exception {
        var status =
                EdgeStatus.newBuilder()
                        .setEdgeId("edge-1")
                        .setBoot(boot)
                        .setName("one")
                        .setVersion("1")
                        .setFeatureLevel(1)
                        .setAddress("localhost:8080")
                        .setState(as)
                        .setNumber(1)
                        .setStartedAt(Instant.now())
                        .setAt(Instant.now())
                        .setOutbox(outbox)
                        .build();
        try (var producer =
                new KafkaProducer<>(kafka, new StringSerializer(), old.edges.values())) {
            producer.send(new ProducerRecord<>(old.edges.name(), "edge-1|" + boot, status)).get();
        }
    }
}
