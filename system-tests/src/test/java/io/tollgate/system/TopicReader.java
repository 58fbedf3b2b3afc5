package io.tollgate.system;

import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads topics as an analyst does: what is committed, from the beginning to what is the end now.
 */
record TopicReader(TestBroker broker) {
    private static final Duration POLL = Duration.ofMillis(200);

    <V extends SpecificRecord> List<ConsumerRecord<String, V>> all(Topic<V> topic) {
        return read(
                IsolationLevel.READ_COMMITTED,
                topic.name()::equals,
                new StringDeserializer(),
                topic.values().deserializer());
    }

    /** Every record of every topic of the installation, also what was not committed, as it lies. */
    List<ConsumerRecord<byte[], byte[]>> raw() {
        return read(
                IsolationLevel.READ_UNCOMMITTED,
                name -> name.startsWith(broker.prefix()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private <K, V> List<ConsumerRecord<K, V>> read(
            IsolationLevel isolation,
            Predicate<String> topics,
            Deserializer<K> keys,
            Deserializer<V> values) {
        Map<String, Object> config = new HashMap<>(broker.clientProperties());
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.toString());
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        var records = new ArrayList<ConsumerRecord<K, V>>();
        try (var consumer = new KafkaConsumer<>(config, keys, values)) {
            List<TopicPartition> partitions =
                    consumer.listTopics().values().stream()
                            .flatMap(List::stream)
                            .filter(p -> topics.test(p.topic()))
                            .map(p -> new TopicPartition(p.topic(), p.partition()))
                            .toList();
            if (partitions.isEmpty()) {
                throw new IllegalStateException("there is no such topic");
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(POLL).forEach(records::add);
            }
        }
        return records;
    }
}
