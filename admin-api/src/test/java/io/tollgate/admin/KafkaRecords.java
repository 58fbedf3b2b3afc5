package io.tollgate.admin;

import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What topics hold, read and written beside the program. */
final class KafkaRecords {
    private KafkaRecords() {}

    /** Values in a topic, as bytes that are looked at as text; a tombstone is empty. */
    static List<String> rawOf(TestBroker broker, String topic) {
        return bytesOf(broker, topic).stream()
                .map(value -> value == null ? "" : new String(value, StandardCharsets.ISO_8859_1))
                .toList();
    }

    /** Values in a topic; a tombstone is null. */
    static <V extends SpecificRecord> List<V> valuesOf(TestBroker broker, Topic<V> topic) {
        var values = new ArrayList<V>();
        bytesOf(broker, topic.name())
                .forEach(value -> values.add(topic.values().deserialize(topic.name(), value)));
        return values;
    }

    /** A producer of one topic. */
    static <V extends SpecificRecord> Sender<V> to(TestBroker broker, Topic<V> topic) {
        var producer =
                new KafkaProducer<>(
                        broker.clientProperties(),
                        new StringSerializer(),
                        topic.values().serializer());
        return new Sender<>(topic, producer);
    }

    /** Writes into one topic and waits for it. */
    record Sender<V extends SpecificRecord>(Topic<V> topic, KafkaProducer<String, V> producer)
            implements AutoCloseable {
        void send(String key, V value) throws Exception {
            producer.send(new ProducerRecord<>(topic.name(), key, value)).get();
        }

        @Override
        public void close() {
            producer.close();
        }
    }

    private static List<byte[]> bytesOf(TestBroker broker, String topic) {
        var config = new HashMap<>(broker.clientProperties());
        config.put("isolation.level", "read_committed");
        var values = new ArrayList<byte[]>();
        try (var consumer =
                new KafkaConsumer<>(
                        config, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(at -> new TopicPartition(topic, at.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(next -> values.add(next.value()));
            }
        }
        return values;
    }
}
