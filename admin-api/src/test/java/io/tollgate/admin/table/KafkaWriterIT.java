package io.tollgate.admin.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.Plan;
import io.tollgate.schemas.PlanState;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.TopicCreator;
import io.tollgate.schemas.topics.Topics;
import io.tollgate.settings.KafkaConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
class KafkaWriterIT {
    private final CountDownLatch gate = new CountDownLatch(1);
    private KafkaConnection kafka;
    private Topics topics;

    /** One instance's writer and the table that it decides on. */
    private record Instance(KafkaWriter writer, KafkaTables reader, Table<Plan> plans)
            implements AutoCloseable {
        @Override
        public void close() {
            writer.close();
            reader.close();
        }
    }

    @BeforeEach
    void createTopic(TestBroker broker) throws Exception {
        kafka = KafkaConnection.to(broker.bootstrapServers());
        topics = new Topics(broker.prefix(), Partitions.DEFAULT);
        new TopicCreator(broker.admin()).createMissing(List.of(topics.plans));
    }

    @Test
    void whoTakesOverDecidesNothingBeforeAllIsReadThatWasWritten(TestBroker broker)
            throws Exception {
        try (var former = instance(broker, true);
                var next = instance(broker, false);
                var threads = Executors.newSingleThreadExecutor()) {
            former.writer().lead();
            write(former, "a");
            var taken =
                    threads.submit(() -> {
                        next.writer().lead();
                        return next.plans().find("a").isPresent();
                    });
            // The broker may refuse it for another reason while it takes the id away.
            await().untilAsserted(() -> {
                assertThatThrownBy(() -> write(former, "b"))
                        .isInstanceOf(WriteRefusedException.class);
                assertThat(former.writer().writes()).isFalse();
            });
            assertThat(next.writer().writes()).isFalse();

            gate.countDown();

            assertThat(taken.get()).isTrue();
            write(next, "c");
            former.writer().awaitOthers(Duration.ofSeconds(10));
            assertThat(former.plans().all())
                    .extracting(Plan::getPlanId)
                    .contains("a", "c")
                    .containsExactlyElementsOf(
                            next.plans().all().stream().map(Plan::getPlanId).toList());
        }
    }

    @Test
    void whoFollowsWaitsUntilItHasReadWhatWasWritten(TestBroker broker) throws Exception {
        try (var writer = instance(broker, true);
                var follower = instance(broker, false);
                var threads = Executors.newSingleThreadExecutor()) {
            writer.writer().lead();
            write(writer, "a");
            var read =
                    threads.submit(() -> {
                        follower.writer().awaitOthers(Duration.ofSeconds(10));
                        return follower.plans().find("a").isPresent();
                    });
            gate.countDown();

            assertThat(read.get()).isTrue();
        }
    }

    @Test
    void whoWasFencedMayTakeOverAgain(TestBroker broker) throws Exception {
        gate.countDown();
        try (var one = instance(broker, true);
                var other = instance(broker, true)) {
            one.writer().lead();
            other.writer().lead();
            assertThatThrownBy(() -> write(one, "a")).isInstanceOf(WriteRefusedException.class);

            one.writer().lead();

            write(one, "b");
            assertThatThrownBy(() -> write(other, "c")).isInstanceOf(WriteRefusedException.class);
            assertThat(one.plans().all()).extracting(Plan::getPlanId).containsExactly("b");
        }
    }

    private Instance instance(TestBroker broker, boolean open) {
        var plans = new Table<Plan>();
        RecordSink<Plan> sink =
                next -> {
                    try {
                        if (!open) {
                            gate.await();
                        }
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    plans.accept(next);
                };
        var reader =
                KafkaTables.start(
                        kafka,
                        KafkaTables.Isolation.COMMITTED,
                        "test",
                        List.of(new Feed<>(topics.plans, sink)),
                        System::nanoTime);
        var writer = new KafkaWriter(kafka, broker.prefix() + "admin-writer");
        writer.readBackFrom(reader);
        return new Instance(writer, reader, plans);
    }

    private String write(Instance instance, String id) {
        return instance.writer()
                .change(changes -> {
                    Plan plan =
                            Plan.newBuilder()
                                    .setPlanId(id)
                                    .setVersion(1)
                                    .setState(PlanState.ACTIVE)
                                    .setLimits(List.of())
                                    .setCreatedAt(Instant.EPOCH)
                                    .setUpdatedAt(Instant.EPOCH)
                                    .build();
                    changes.put(topics.plans, id, plan);
                    return id;
                });
    }
}
