package io.tollgate.edge.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.OnBothBrokers;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.EdgeState;
import io.tollgate.schemas.EdgeStatus;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.TopicCreator;
import io.tollgate.schemas.topics.Topics;
import io.tollgate.settings.KafkaConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@OnBothBrokers
@ExtendWith(BrokerExtension.class)
class KafkaStatusSenderIT {
    @Test
    void tellsTheFleetAndLearnsTheTime(TestBroker broker) throws InterruptedException {
        Topic<EdgeStatus> topic = new Topics(broker.prefix(), Partitions.DEFAULT).edges;
        new TopicCreator(broker.admin()).createMissing(List.of(topic));
        // A wall clock that is an hour late.
        InstantSource wall = () -> InstantSource.system().instant().minus(Duration.ofHours(1));
        var clock = new FleetClock(wall, System::nanoTime);
        var sender =
                new KafkaStatusSender(
                        KafkaConnection.to(broker.bootstrapServers()),
                        "EDGE",
                        topic,
                        clock,
                        System::nanoTime);

        sender.send(status(EdgeState.READY, 1));
        sender.sendLast(status(EdgeState.LEFT, 2), Duration.ofSeconds(20));

        assertThat(clock.millis())
                .isCloseTo(InstantSource.system().millis(), Offset.offset(2_000L));
        assertThat(clock.wallSkewMillis()).isBetween(-3_602_000L, -3_598_000L);
        var config = new HashMap<>(broker.clientProperties());
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), topic.values())) {
            var all = List.of(new TopicPartition(topic.name(), 0));
            consumer.assign(all);
            consumer.seekToBeginning(all);
            var read = new ArrayList<ConsumerRecord<String, EdgeStatus>>();
            await().untilAsserted(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(read::add);
                assertThat(read).hasSize(2);
            });
            assertThat(read).extracting(ConsumerRecord::key).containsOnly("EDGE|boot");
            assertThat(read)
                    .extracting(record -> record.value().getState())
                    .containsExactly(EdgeState.READY, EdgeState.LEFT);
        }
    }

    private static EdgeStatus status(EdgeState state, long number) {
        return new EdgeStatus(
                "EDGE",
                "boot",
                "name",
                "1",
                1,
                "http://edge",
                state,
                number,
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of(),
                -1L,
                "",
                Map.of(),
                0L,
                0L,
                Map.of(),
                -1L,
                0L,
                0L,
                1);
    }
}
