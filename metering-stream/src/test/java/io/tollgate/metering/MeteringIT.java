package io.tollgate.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.OnBothBrokers;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.EdgeState;
import io.tollgate.schemas.EdgeStatus;
import io.tollgate.schemas.Fleet;
import io.tollgate.schemas.FleetEdge;
import io.tollgate.schemas.GapState;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationAction;
import io.tollgate.schemas.RevocationKind;
import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.ThrottleKind;
import io.tollgate.schemas.rules.Automation;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
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

@OnBothBrokers
@ExtendWith(BrokerExtension.class)
class MeteringIT {
    private static final int PARTITIONS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path state;
    private Map<String, Object> kafka;
    private Topics topics;
    private Metering metering;

    @BeforeEach
    void start(TestBroker broker) throws InterruptedException {
        kafka = broker.clientProperties();
        var environment = new HashMap<String, String>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        environment.put("TOLLGATE_METERING_TOPIC_PREFIX", broker.prefix());
        environment.put("TOLLGATE_METERING_STATE_DIR", state.toString());
        environment.put("TOLLGATE_METERING_REQUESTS_PARTITIONS", String.valueOf(PARTITIONS));
        environment.put("TOLLGATE_METERING_STANDBY_REPLICAS", "0");
        environment.put("TOLLGATE_METERING_BIND_ADDRESS", "127.0.0.1");
        environment.put("TOLLGATE_METERING_PORT", "0");
        MeteringSettings settings = MeteringSettings.from(environment);
        topics = settings.topics();
        metering = Metering.start(settings);
        await().atMost(PATIENCE).until(metering::isReady);
    }

    @AfterEach
    void stop() {
        metering.close();
    }

    private <V extends SpecificRecord> void put(Topic<V> topic, String key, V value)
            throws ExecutionException, InterruptedException {
        try (var producer = new KafkaProducer<>(kafka, new StringSerializer(), topic.values())) {
            producer.send(new ProducerRecord<>(topic.name(), key, value)).get();
        }
    }

    @Test
    void tellsWhatWasUsedBeforeItIsCommittedForGood() {
        Instant day = Instant.now().truncatedTo(ChronoUnit.DAYS);
        var charge =
                new io.tollgate.schemas.Charge(
                        "day", LimitScope.KEY, LimitKind.QUOTA, "P1D", day, 10L, 1L);
        try (var edge = new SendingEdge("edge-1", kafka, topics.requests, PARTITIONS, 1);
                var views = new KafkaReader<>(kafka, topics.throttles, "read_uncommitted")) {
            edge.send(
                    "acme",
                    1,
                    0,
                    IntStream.range(0, 10)
                            .mapToObj(i -> Requests.admitted(i, Instant.now(), charge))
                            .toList());

            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(views.values())
                                    .filteredOn(view -> view.getKind() == ThrottleKind.THROTTLE)
                                    .extracting(Throttle::getTotal)
                                    .contains(10L));
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(views.values())
                                    .filteredOn(view -> view.getKind() == ThrottleKind.WATERMARK)
                                    .filteredOn(view -> view.getPartition() == 1)
                                    .extracting(Throttle::getOffset)
                                    .contains(1L));
        }
    }

    @Test
    void suspendsAKeyThatHammers() throws Exception {
        put(topics.rules, "sent-on", Rules.sentOn().setRevokeAfter(0).setCoolDown("PT0S").build());
        try (var edge = new SendingEdge("edge-1", kafka, topics.requests, PARTITIONS, 1);
                var alerts = new KafkaReader<>(kafka, topics.alerts, "read_committed");
                var revocations =
                        new KafkaReader<>(kafka, topics.revocations, "read_uncommitted")) {
            await().atMost(PATIENCE)
                    .until(() -> {
                        hammer(edge, alerts.values().size());
                        return !alerts.values().isEmpty();
                    });
            assertThat(alerts.values().getFirst().getAction()).isEqualTo(AbuseAction.SUSPEND);
            String id = alerts.values().getFirst().getRevocationId();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(written(revocations)).hasSize(1));

            Revocation first = written(revocations).getFirst();
            assertThat(first.getRevocationId()).isEqualTo(id);
            assertThat(first.getAction()).isEqualTo(RevocationAction.SUSPEND);
            assertThat(first.getKeyIds()).containsExactly(Requests.KEY);
            assertThat(first.getActor()).isEqualTo("sent-on");
            assertThat(first.getEndsAt()).isAfter(Instant.now());
            assertThat(pulses(revocations)).isNotEmpty();
        }
    }

    @Test
    void neverWritesAgainWhatWasWithdrawn() throws Exception {
        try (var revocations = new KafkaReader<>(kafka, topics.revocations, "read_uncommitted")) {
            put(topics.alerts, "acme", AlertActionTest.alert().build());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(written(revocations)).hasSize(1));
            Revocation withdrawn =
                    Revocation.newBuilder(written(revocations).getFirst())
                            .setVersion(2)
                            .setWithdrawnAt(Instant.now())
                            .build();
            put(topics.revocations, "rev_1", withdrawn);

            put(topics.alerts, "acme", AlertActionTest.alert().build());
            put(topics.alerts, "acme", AlertActionTest.alert().setRevocationId("rev_2").build());

            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(written(revocations))
                                    .extracting(Revocation::getRevocationId)
                                    .containsExactly("rev_1", "rev_1", "rev_2"));
        }
    }

    @Test
    void withholdsWhatIsBeyondTheBoundsOfAllRulesAndSaysSo() throws Exception {
        bound(new Automation(true, 1), 1);
        try (var revocations = new KafkaReader<>(kafka, topics.revocations, "read_uncommitted")) {
            for (String id : List.of("rev_1", "rev_2")) {
                put(topics.alerts, "acme", AlertActionTest.alert().setRevocationId(id).build());
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(written(revocations)).hasSize(2));
            bound(new Automation(false, 100), 2);
            put(topics.alerts, "acme", AlertActionTest.alert().setRevocationId("rev_3").build());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(written(revocations)).hasSize(3));

            assertThat(written(revocations).getFirst().getWithdrawnAt()).isNull();
            assertThat(written(revocations))
                    .extracting(Revocation::getWithdrawnBy)
                    .containsExactly("", Automation.WITHHELD_BY, Automation.WITHHELD_BY);
            assertThat(written(revocations))
                    .extracting(Revocation::getReason)
                    .containsExactly(
                            "it hammered",
                            "it hammered (withheld: rules have acted as often as they may in an hour: 1)",
                            "it hammered (withheld: automatic actions are switched off)");
        }
    }

    private void bound(Automation bounds, long version) throws Exception {
        put(topics.rules, Automation.KEY, bounds.toRule(version, Instant.now()));
    }

    private int hammered;

    private void hammer(SendingEdge edge, int alerts) {
        if (alerts == 0) {
            edge.send(
                    "acme", 2, hammered, List.of(Requests.limited(hammered++, Instant.now(), 50)));
        }
    }

    private static List<Revocation> written(KafkaReader<Revocation> revocations) {
        return revocations.values().stream()
                .filter(revocation -> revocation.getKind() == RevocationKind.REVOCATION)
                .toList();
    }

    private static List<Revocation> pulses(KafkaReader<Revocation> revocations) {
        return revocations.values().stream()
                .filter(revocation -> revocation.getKind() == RevocationKind.PULSE)
                .toList();
    }

    @Test
    void tellsTheFleet() throws Exception {
        try (var fleet = new KafkaReader<>(kafka, topics.fleet, "read_committed")) {
            put(topics.edges, "edge-1|" + Requests.BOOT, status(EdgeState.READY));
            await().atMost(PATIENCE).until(() -> members(fleet), List.of("edge-1")::equals);

            put(topics.edges, "edge-1|" + Requests.BOOT, status(EdgeState.LEFT));
            await().atMost(PATIENCE).until(() -> members(fleet), List.of()::equals);
        }
    }

    /** The newest fleet, {@code [none told]} before the first. */
    private static List<String> members(KafkaReader<Fleet> fleet) {
        List<Fleet> told = fleet.values();
        return told.isEmpty()
                ? List.of("none told")
                : told.getLast().getEdges().stream().map(FleetEdge::getEdgeId).toList();
    }

    private static EdgeStatus status(EdgeState state) {
        return EdgeStatus.newBuilder()
                .setEdgeId("edge-1")
                .setBoot(Requests.BOOT)
                .setName("one")
                .setVersion("1")
                .setFeatureLevel(1)
                .setAddress("localhost:8080")
                .setState(state)
                .setNumber(1)
                .setStartedAt(Instant.now())
                .setAt(Instant.now())
                .build();
    }

    @Test
    void listsWhatItCannotDecodeAndGoesOn() throws Exception {
        try (var garbage =
                        new KafkaProducer<>(
                                kafka, new StringSerializer(), new ByteArraySerializer());
                var edge = new SendingEdge("edge-1", kafka, topics.requests, PARTITIONS, 1);
                var gaps = new KafkaReader<>(kafka, topics.gaps, "read_committed");
                var minutes = new KafkaReader<>(kafka, topics.usageMinute, "read_committed")) {
            for (String topic : List.of(topics.rules.name(), topics.requests.name())) {
                garbage.send(new ProducerRecord<>(topic, 0, "key", new byte[] {1, 2, 3})).get();
            }
            edge.send("acme", 0, 0, List.of(Requests.admitted(0, Instant.now())));

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(minutes.values()).isNotEmpty());
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(gaps.values())
                                    .singleElement()
                                    .satisfies(gap ->
                                            assertThat(gap.getState()).isEqualTo(GapState.SKIPPED))
                                    .satisfies(gap -> assertThat(gap.getOffset()).isZero())
                                    .satisfies(gap ->
                                            assertThat(gap.getReason()).contains("wire format")));
            assertThat(metering.isReady()).isTrue();
            assertThat(get("/metrics").body()).contains("topic=\"" + topics.rules.name());
        }
    }

    @Test
    void saysHowItIs() throws Exception {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(get("/metrics").body())
                .contains("tollgate_metering_events_total", "tollgate_metering_lag");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var uri = URI.create("http://127.0.0.1:" + metering.port() + path);
            return client.send(
                    HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
