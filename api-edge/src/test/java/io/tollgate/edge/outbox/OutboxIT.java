package io.tollgate.edge.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.OnBothBrokers;
import io.tollgate.embedded.testing.OwnBroker;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.Charge;
import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.RequestsPartition;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.TopicCreator;
import io.tollgate.schemas.topics.Topics;
import io.tollgate.settings.KafkaConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@OnBothBrokers
@ExtendWith(BrokerExtension.class)
class OutboxIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestBroker broker;
    private final Topic<RequestBatch> topic;
    private final KafkaConnection kafka;

    @TempDir private Path directory;

    OutboxIT(TestBroker broker) {
        this.broker = broker;
        topic = new Topics(broker.prefix(), Partitions.DEFAULT).requests;
        kafka = KafkaConnection.to(broker.bootstrapServers());
    }

    @Test
    void bringsEachEventOnceInDenseSequences() throws Exception {
        createTopic();
        var acknowledged = new AtomicLong();
        try (var edge = new EdgeOnDisk(directory, kafka, topic.name(), counting(acknowledged));
                var requests = requests()) {
            appendMany(edge, "a", 2000);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(requests.arrivals()).hasSize(2000));
            assertThat(requests.arrivals().values()).containsOnly(1);
            requests.assertDense();
            assertThat(requests.records())
                    .allSatisfy(record -> {
                        assertThat(record.value().getEdgeId()).isEqualTo(edge.identity.id());
                        assertThat(record.value().getBoot()).isEqualTo(edge.identity.boot());
                        assertThat(record.key()).isEqualTo(record.value().getOwnerId());
                    });
            await().atMost(PATIENCE)
                    .untilAsserted(() -> {
                        assertThat(edge.outbox.waitingEvents()).isZero();
                        assertThat(edge.outbox.oldestWaitNanos()).isZero();
                    });
            assertThat(acknowledged).hasValue(2000);
            assertThat(edge.clock.learnt()).isTrue();
            assertThat(edge.clock.wallSkewMillis()).isBetween(-1000L, 1000L);
            assertThat(edge.outbox.progress().values())
                    .allSatisfy(progress ->
                            assertThat(progress.getAcknowledged())
                                    .isEqualTo(progress.getAppended()));
        }
    }

    @Test
    void shipsWhatAnEndedProcessLeftUnderItsOwnBoot() throws Exception {
        createTopic();
        String firstBoot;
        long left;
        try (var edge = new EdgeOnDisk(directory, kafka, topic.name())) {
            appendMany(edge, "first", 3000);
            firstBoot = edge.identity.boot();
            left = edge.close(Duration.ZERO);
        }
        var recovered = new AtomicLong();
        try (var edge = new EdgeOnDisk(directory, kafka, topic.name(), recovering(recovered));
                var requests = requests()) {
            assertThat(recovered).hasValueGreaterThanOrEqualTo(left);
            appendMany(edge, "second", 10);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(requests.arrivals()).hasSize(3010));
            requests.assertDense();
            Set<String> boots = new HashSet<>();
            requests.records().forEach(record -> boots.add(record.value().getBoot()));
            assertThat(boots).containsExactlyInAnyOrder(firstBoot, edge.identity.boot());
            assertThat(edge.close(Duration.ofSeconds(30))).isZero();
        }
    }

    @Test
    @OwnBroker
    void bringsWhatEarlierBootsLeftToTheirGenerationAndItsOwnToTheNext() throws Exception {
        createTopic();
        var next = new Topics(broker.prefix(), new Partitions(11, 1, 1, 1), 2).requests;
        new TopicCreator(broker.admin()).createMissing(List.of(next));
        String firstBoot;
        try (var edge = new EdgeOnDisk(directory, kafka, topic.name())) {
            appendMany(edge, "before", 1000);
            broker.stop();
            appendMany(edge, "away", 2000);
            firstBoot = edge.identity.boot();
            assertThat(edge.close(Duration.ZERO)).as("events left on disk").isPositive();
        }
        broker.start();
        try (var edge = new EdgeOnDisk(directory, kafka, topic.name(), ChargeListener.NOBODY, 2);
                var older = requests();
                var requests = new RequestsTopic(broker.clientProperties(), next)) {
            await().atMost(PATIENCE).until(edge.outbox::ready);
            appendMany(edge, "second", 500);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> {
                        assertThat(older.arrivals()).hasSize(3000);
                        assertThat(requests.arrivals()).hasSize(500);
                    });
            older.assertDense();
            requests.assertDense();
            assertThat(older.records())
                    .allSatisfy(
                            record -> assertThat(record.value().getBoot()).isEqualTo(firstBoot));
            assertThat(requests.records())
                    .allSatisfy(record ->
                            assertThat(record.value().getBoot()).isEqualTo(edge.identity.boot()));
            assertThat(edge.outbox.progress().keySet())
                    .contains("requests-2|0", "requests-2|10")
                    .doesNotContain("0", "requests-2|11");
            assertThat(edge.close(Duration.ofSeconds(30))).isZero();
        }
        // What is gone is forgotten: the third start finds no earlier boot of the first generation.
        try (var edge = new EdgeOnDisk(directory, kafka, topic.name(), ChargeListener.NOBODY, 2)) {
            assertThat(edge.outbox.progress().keySet()).noneMatch(RequestsPartition::isOlder);
        }
    }

    @Test
    @OwnBroker
    void losesNothingWhileTheBrokerIsAway() throws Exception {
        createTopic();
        try (var edge = new EdgeOnDisk(directory, kafka, topic.name())) {
            appendMany(edge, "before", 500);
            broker.stop();
            appendMany(edge, "away", 500);
            await().untilAsserted(() ->
                    assertThat(edge.outbox.oldestWaitNanos()).isGreaterThan(500_000_000L));
            assertThat(edge.outbox.waitingEvents()).isPositive();
            broker.start();
            appendMany(edge, "after", 500);

            try (var requests = requests()) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(requests.arrivals()).hasSize(1500));
                requests.assertDense();
                assertThat(edge.refused).hasValue(0);
            }
        }
    }

    @Test
    @OwnBroker
    void startsWithoutABrokerIfItKnowsThePartitions() throws Exception {
        createTopic();
        try (var edge = new EdgeOnDisk(directory, kafka, topic.name())) {
            appendMany(edge, "before", 1);
            assertThat(edge.close(Duration.ofSeconds(30))).isZero();
        }
        broker.stop();
        try (var edge = new EdgeOnDisk(directory, kafka, topic.name())) {
            assertThat(edge.outbox.ready()).isTrue();
            appendMany(edge, "away", 10);
            broker.start();
            try (var requests = requests()) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(requests.arrivals()).hasSize(11));
                requests.assertDense();
            }
        }
    }

    @Test
    @OwnBroker
    void isNotReadyWithoutABrokerThatItNeverSaw() throws Exception {
        broker.stop();
        try (var edge = new EdgeOnDisk(directory, kafka, topic.name())) {
            assertThat(edge.outbox.ready()).isFalse();
            broker.start();
            createTopic();

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(edge.outbox.ready()).isTrue());
        }
    }

    private void createTopic() throws InterruptedException {
        new TopicCreator(broker.admin()).createMissing(List.of(topic));
    }

    private RequestsTopic requests() {
        return new RequestsTopic(broker.clientProperties(), topic);
    }

    private static void appendMany(EdgeOnDisk edge, String name, int events) {
        for (int i = 0; i < events; i++) {
            edge.append("owner-" + i % 7, name + "-" + i);
        }
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(edge.confirmed)
                                .filteredOn(id -> id.startsWith(name))
                                .hasSize(events));
    }

    private static ChargeListener counting(AtomicLong acknowledged) {
        return listener(new AtomicLong(), acknowledged);
    }

    private static ChargeListener recovering(AtomicLong recovered) {
        return listener(recovered, new AtomicLong());
    }

    private static ChargeListener listener(AtomicLong recovered, AtomicLong acknowledged) {
        return new ChargeListener() {
            @Override
            public void recovered(String keyId, String ownerId, List<Charge> charges) {
                recovered.addAndGet(charges.size());
            }

            @Override
            public void acknowledged(
                    String keyId, String ownerId, List<Charge> charges, long offset) {
                assertThat(Map.of(keyId, offset)).containsKey("key_of_" + ownerId);
                acknowledged.addAndGet(charges.size());
            }
        };
    }
}
