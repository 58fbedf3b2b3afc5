package io.tollgate.benchmarks.metering;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A record from a producer to a consumer that waits for it: the least that Kafka takes. */
public final class BareRoundTrip implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String topic = "bare-round-trip-" + System.nanoTime();
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /** Makes a topic of its own, and warms up. */
    public BareRoundTrip(String bootstrapServers) throws ExecutionException, InterruptedException {
        Map<String, Object> kafka = new HashMap<>(Map.of("bootstrap.servers", bootstrapServers));
        try (Admin admin = Admin.create(kafka)) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        consumer =
                new KafkaConsumer<>(
                        kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        kafka.put("acks", "all");
        kafka.put("linger.ms", 0);
        producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
        for (int i = 0; i < 50; i++) {
            nanos();
        }
    }

    /** Sends a record and answers how long it took until it was read. */
    public long nanos() throws ExecutionException, InterruptedException {
        long begin = System.nanoTime();
        var sent = producer.send(new ProducerRecord<>(topic, new byte[200]));
        while (consumer.poll(PATIENCE).isEmpty()) {
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new IllegalStateException("the record never came back");
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
