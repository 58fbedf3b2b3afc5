package io.tollgate.metering;

import io.tollgate.schemas.topics.Topic;
import io.tollgate.settings.KafkaConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads a topic of one partition from its beginning, on request. Not thread-safe. */
final class KafkaTail implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<String, byte[]> consumer;
    private final TopicPartition partition;
    private final Consumer<ConsumerRecord<String, byte[]>> taker;

    KafkaTail(
            KafkaConnection kafka,
            Topic<?> topic,
            String isolation,
            Consumer<ConsumerRecord<String, byte[]>> taker) {
        Map<String, Object> config =
                kafka.with(
                        Map.of(
                                ConsumerConfig.CLIENT_ID_CONFIG,
                                "metering-tail-" + topic.name(),
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                isolation,
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest"));
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        this.taker = taker;
        consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
        partition = new TopicPartition(topic.name(), 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    /** Reads on until everything that was in the topic when this was called has been read. */
    void catchUp() {
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        while (consumer.position(partition) < end) {
            consumer.poll(POLL).forEach(taker);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
