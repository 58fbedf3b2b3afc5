package io.tollgate.system;

import io.tollgate.embedded.testing.TestBroker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What Kafka alone takes from a record's sending to its reading by one consumer that waits for it:
 * the least that anything built on the broker can take. Not thread-safe.
 */
final class BareRoundTrip implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String topic;

    BareRoundTrip(TestBroker broker) throws ExecutionException, InterruptedException {
        topic = broker.prefix() + "bare";
        broker.admin().createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        Map<String, Object> config = new HashMap<>(broker.clientProperties());
        config.put("acks", "all");
        config.put("linger.ms", 0);
        producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        consumer =
                new KafkaConsumer<>(
                        broker.clientProperties(),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        var partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        nanos(new byte[0]);
    }

    /** Sends a record and returns how long it took until it was read. */
    long nanos(byte[] value) throws ExecutionException, InterruptedException {
        long begin = System.nanoTime();
        Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(topic, value));
        while (consumer.poll(Duration.ofSeconds(10)).isEmpty()) {
            if (System.nanoTime() - begin > Duration.ofSeconds(30).toNanos()) {
                throw new AssertionError("the record never came back");
            }
        }
        long end = System.nanoTime();
        sent.get();
        return end - begin;
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
