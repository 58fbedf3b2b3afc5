package io.tollgate.metering;

import io.tollgate.schemas.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads a whole topic, again and again from where it was. */
final class KafkaReader<V extends SpecificRecord> implements AutoCloseable {
    private final KafkaConsumer<String, V> consumer;
    private final List<ConsumerRecord<String, V>> records = new ArrayList<>();

    KafkaReader(Map<String, Object> kafka, Topic<V> topic, String isolation) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer = new KafkaConsumer<>(config, new StringDeserializer(), topic.values());
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic.name()).stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Everything that was there when this was asked. */
    List<ConsumerRecord<String, V>> records() {
        // Not until nothing comes for a while: some topics are never silent.
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        }
        return List.copyOf(records);
    }

    List<V> values() {
        return records().stream()
                .map(ConsumerRecord::value)
                .filter(java.util.Objects::nonNull)
                .toList();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
