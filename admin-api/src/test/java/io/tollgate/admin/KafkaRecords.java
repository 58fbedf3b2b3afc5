package io.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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

    /** Keys and values in a topic, as bytes that are looked at as text; a tombstone is empty. */
    static List<String> rawOf(TestBroker broker, String topic) {
        return all(broker, topic).stream()
                .map(record -> record.key() + " " + text(record.value()))
                .toList();
    }

    /** Values in a topic; a tombstone is null. */
    static <V extends SpecificRecord> List<V> valuesOf(TestBroker broker, Topic<V> topic) {
        var values = new ArrayList<V>();
        all(broker, topic.name())
                .forEach(record ->
                        values.add(topic.values().deserialize(topic.name(), record.value())));
        return values;
    }

    /** The topics of an installation that there are. */
    static List<Topic<?>> topics(TestBroker broker) throws Exception {
        var names = broker.admin().listTopics().names().get();
        List<Topic<?>> all =
                new Topics(broker.prefix(), Partitions.DEFAULT)
                        .all().stream().filter(topic -> names.contains(topic.name())).toList();
        assertThat(all).hasSizeGreaterThan(10);
        return all;
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

    /** Takes a transactional id over, as another program would that has the same. */
    static void takeOver(TestBroker broker, String transactionalId) {
        var config = new HashMap<>(broker.clientProperties());
        config.put("transactional.id", transactionalId);
        try (var producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
        }
    }

    /** Writes into one topic and waits for it. */
    record Sender<V extends SpecificRecord>(Topic<V> topic, KafkaProducer<String, V> producer)
            implements AutoCloseable {
        void send(String key, V value) throws Exception {
            producer.send(new ProducerRecord<>(topic.name(), key, value)).get();
        }

        /** Does not wait; closing does. */
        void sendLater(String key, V value) {
            var _ = producer.send(new ProducerRecord<>(topic.name(), key, value));
        }

        @Override
        public void close() {
            producer.close();
        }
    }

    private static String text(byte[] value) {
        return value == null ? "" : new String(value, StandardCharsets.ISO_8859_1);
    }

    private static List<ConsumerRecord<String, byte[]>> all(TestBroker broker, String topic) {
        var config = new HashMap<>(broker.clientProperties());
        config.put("isolation.level", "read_committed");
        var values = new ArrayList<ConsumerRecord<String, byte[]>>();
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
                consumer.poll(Duration.ofMillis(200)).forEach(values::add);
            }
        }
        return values;
    }
}
