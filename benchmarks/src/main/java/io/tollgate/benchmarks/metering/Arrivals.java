package io.tollgate.benchmarks.metering;

import io.tollgate.schemas.topics.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads a topic, and knows when the first record of each subject came. */
final class Arrivals<V extends SpecificRecord> implements AutoCloseable {
    private final Map<String, CompletableFuture<Long>> arrivals = new ConcurrentHashMap<>();
    private final KafkaConsumer<String, V> consumer;
    private final Function<V, String> subject;
    private final Thread thread = Thread.ofPlatform().name("arrivals").unstarted(this::run);

    /**
     * Reads from now on.
     *
     * @param isolation {@code read_committed} or {@code read_uncommitted}
     * @param subject whom a record is about
     */
    Arrivals(
            String bootstrapServers,
            Topic<V> topic,
            String isolation,
            Function<V, String> subject) {
        this.subject = subject;
        consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrapServers, "isolation.level", isolation),
                        new StringDeserializer(),
                        topic.values());
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic.name()).stream()
                        .map(one -> new TopicPartition(one.topic(), one.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread.start();
    }

    /** When the first record of a subject arrived, by {@link System#nanoTime}. */
    CompletableFuture<Long> of(String subject) {
        return arrivals.computeIfAbsent(subject, _ -> new CompletableFuture<>());
    }

    private void run() {
        try {
            while (true) {
                var records = consumer.poll(Duration.ofSeconds(1));
                long now = System.nanoTime();
                records.forEach(record -> {
                    if (record.value() != null) {
                        of(subject.apply(record.value())).complete(now);
                    }
                });
            }
        } catch (WakeupException _) {
            consumer.close();
        }
    }

    @Override
    public void close() {
        consumer.wakeup();
    }
}
