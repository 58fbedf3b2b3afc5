package io.tollgate.metering.replay;

import static io.tollgate.metering.replay.Batches.batch;
import static io.tollgate.metering.replay.Batches.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.metering.Metering;
import io.tollgate.metering.MeteringSettings;
import io.tollgate.metering.Range;
import io.tollgate.schemas.EdgeState;
import io.tollgate.schemas.OutboxProgress;
import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.UsageWindow;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(BrokerExtension.class)
class ReplayIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Boot LIVE = new Boot("edge-1", "live");
    private static final Boot KILLED = new Boot("edge-1", "killed");
    private static final Boot LEFT = new Boot("edge-2", "left");
    private static final Scope ALL = Scope.of(null, null, null);

    @TempDir Path directory;
    private Map<String, Object> kafka;
    private MeteringSettings settings;
    private Topics topics;
    private Metering metering;
    private int partition;

    @BeforeEach
    void start(TestBroker broker) throws InterruptedException {
        kafka = broker.clientProperties();
        settings = MeteringSettings.from(environment(broker));
        topics = settings.topics();
        metering = Metering.start(settings);
    }

    @AfterEach
    void stop() {
        metering.close();
    }

    private Map<String, String> environment(TestBroker broker) {
        var environment = new HashMap<String, String>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        environment.put("TOLLGATE_METERING_TOPIC_PREFIX", broker.prefix());
        environment.put("TOLLGATE_METERING_STATE_DIR", directory.resolve("state").toString());
        environment.put("TOLLGATE_METERING_REQUESTS_PARTITIONS", "3");
        environment.put("TOLLGATE_METERING_STANDBY_REPLICAS", "0");
        environment.put("TOLLGATE_METERING_BIND_ADDRESS", "127.0.0.1");
        environment.put("TOLLGATE_METERING_PORT", "0");
        return environment;
    }

    @Test
    void addsUpDuplicatesGapsAndKilledBoots() throws Exception {
        Instant now = Instant.now();
        partition = partitionOf(Batches.OWNER);
        send(batch(LIVE, 0, now, 0, 10), batch(LIVE, 0, now, 0, 10), batch(LIVE, 10, now, 10, 15));
        send(batch(KILLED, 0, now, 0, 4), batch(KILLED, 6, now, 6, 9));
        send(batch(LEFT, 0, now.minusSeconds(120), 0, 3));
        heard(KILLED, EdgeState.READY, 5, 2);
        heard(LEFT, EdgeState.LEFT, 5, 3);

        ReplayReport report = reportOnce(lost -> lost == 4);

        assertThat(report.lines())
                .extracting(LedgerLine::boot)
                .containsExactly("killed", "live", "left");
        LedgerLine killed = report.lines().getFirst();
        assertThat(List.of(killed.appended(), killed.counted(), killed.inFlight()))
                .as("what a killed boot shipped after its last heartbeat counts: %s", killed)
                .containsExactly(9L, 7L, 0L);
        assertThat(killed.missing()).containsExactly(new Range(4, 5));
        LedgerLine live = report.lines().get(1);
        assertThat(List.of(live.appended(), live.counted(), live.inFlight(), live.lost()))
                .as("duplicates count once, what is not shipped is in flight: %s", live)
                .containsExactly(18L, 15L, 3L, 0L);
        assertThat(report.lines().get(2).missing()).containsExactly(new Range(3, 4));
        assertThat(report.usageAgrees()).as("%s", report).isTrue();
        assertThat(report.addsUp()).isFalse();
        assertThat(report.totals()).hasSize(3);
        assertThat(report.totals())
                .allSatisfy(total -> assertThat(total.standing()).isEqualTo(25))
                .allSatisfy(total -> assertThat(total.recounted()).isEqualTo(25));

        nothingOfOthers();
        filesHoldTheSame();
        whatMeteringHasNotReadIsInFlight(now);
        whatIsTamperedWithDiffers();
    }

    private void nothingOfOthers() throws Exception {
        ReplayReport other = report(Scope.of("somebody else", null, null));
        assertThat(other.totals()).isEmpty();
        ReplayReport owner = report(Scope.of(Batches.OWNER, null, null));
        assertThat(owner.totals()).hasSize(3);
        ReplayReport future = report(Scope.of(null, Instant.now().plusSeconds(86_400), null));
        assertThat(future.totals()).isEmpty();
    }

    private void filesHoldTheSame() throws Exception {
        Path export = directory.resolve("minutes.avro");
        Scope today = Scope.of(null, Instant.now().minusSeconds(7200), Instant.now());
        KafkaExport.write(settings, UsageWindow.MINUTE, today, export);
        try (var replay = new KafkaReplay(settings, today)) {
            assertThat(replay.run().usageAgrees()).isTrue();
            assertThat(replay.write(directory.resolve("rebuilt")))
                    .extracting(UsageExport::file)
                    .contains(directory.resolve("rebuilt").resolve("usage-minute.avro"));
        }
        Map<WindowKey, Long> exported = requests(export);
        assertThat(exported.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(25);
        assertThat(requests(directory.resolve("rebuilt").resolve("usage-minute.avro")))
                .isEqualTo(exported);
    }

    private void whatMeteringHasNotReadIsInFlight(Instant now) throws Exception {
        metering.close();
        send(batch(LIVE, 15, now, 15, 18));

        ReplayReport report = report(ALL);

        LedgerLine live = report.lines().get(1);
        assertThat(List.of(live.appended(), live.counted(), live.onEdge(), live.inKafka()))
                .containsExactly(18L, 15L, 0L, 3L);
        assertThat(report.usageAgrees()).as("%s", report).isTrue();
        assertThat(report.totals())
                .allSatisfy(total -> assertThat(total.inFlight()).isEqualTo(3))
                .allSatisfy(total -> assertThat(total.standing()).isEqualTo(25));
    }

    private void whatIsTamperedWithDiffers() throws Exception {
        Path export = directory.resolve("minutes.avro");
        Usage first = records(export).getFirst();
        Usage more =
                Usage.newBuilder(first)
                        .setRevision(first.getRevision() + 1_000)
                        .setRequests(first.getRequests() + 5)
                        .build();
        put(topics.usageMinute, first.getKeyId() + "|" + first.getWindowStart(), more);

        ReplayReport report = report(ALL);

        assertThat(report.differences())
                .singleElement()
                .satisfies(window -> assertThat(window.key()).isEqualTo(WindowKey.of(first)))
                .satisfies(window -> assertThat(window.requests().missing()).isNegative());
        assertThat(report.totals().getFirst().different()).isEqualTo(1);
    }

    @Test
    void listsWhatItCannotRead() throws Exception {
        Map<String, Object> config = new HashMap<>(kafka);
        try (var producer =
                new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topics.requests.name(), 0, "x", new byte[] {9}))
                    .get();
        }

        assertThat(report(ALL).skipped())
                .singleElement()
                .satisfies(skipped -> assertThat(skipped.offset()).isZero());
    }

    @Test
    void saysWhichTopicIsNotThere(TestBroker broker) {
        Map<String, String> environment = environment(broker);
        environment.put("TOLLGATE_METERING_TOPIC_PREFIX", "elsewhere.");
        MeteringSettings elsewhere = MeteringSettings.from(environment);

        assertThatThrownBy(
                        () -> {
                            try (var replay = new KafkaReplay(elsewhere, ALL)) {
                                replay.run();
                            }
                        })
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("elsewhere.usage-minute");
    }

    /** Looks again and again while the live edge keeps talking and time passes for the others. */
    private ReplayReport reportOnce(LongPredicate lost) {
        var reports = new ArrayList<ReplayReport>();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> {
                    heard(LIVE, EdgeState.READY, 18, 15);
                    reports.add(report(ALL));
                    return lost.test(reports.getLast().lost());
                });
        return reports.getLast();
    }

    private ReplayReport report(Scope scope) throws IOException, InterruptedException {
        try (var replay = new KafkaReplay(settings, scope)) {
            return replay.run();
        }
    }

    private void heard(Boot boot, EdgeState state, long appended, long acknowledged)
            throws Exception {
        var outbox = Map.of(String.valueOf(partition), new OutboxProgress(appended, acknowledged));
        put(topics.edges, boot.edgeId() + "|" + boot.boot(), heartbeat(boot, state, outbox));
    }

    private void send(RequestBatch... batches) throws Exception {
        try (var producer =
                new KafkaProducer<>(kafka, new StringSerializer(), topics.requests.values())) {
            for (RequestBatch batch : batches) {
                producer.send(new ProducerRecord<>(topics.requests.name(), Batches.OWNER, batch))
                        .get();
            }
        }
    }

    private int partitionOf(String owner) throws InterruptedException {
        try (var log = new KafkaLog(settings.kafka())) {
            return new KafkaRequests(log, settings, ALL).partitionOf(owner);
        }
    }

    private <V extends SpecificRecord> void put(Topic<V> topic, String key, V value)
            throws Exception {
        try (var producer = new KafkaProducer<>(kafka, new StringSerializer(), topic.values())) {
            producer.send(new ProducerRecord<>(topic.name(), key, value)).get();
        }
    }

    private static Map<WindowKey, Long> requests(Path file) throws IOException {
        var requests = new HashMap<WindowKey, Long>();
        records(file).forEach(usage -> requests.put(WindowKey.of(usage), usage.getRequests()));
        return requests;
    }

    private static List<Usage> records(Path file) throws IOException {
        var records = new ArrayList<Usage>();
        try (var reader =
                new DataFileReader<>(file.toFile(), new SpecificDatumReader<>(Usage.class))) {
            reader.forEach(records::add);
        }
        return records;
    }
}
