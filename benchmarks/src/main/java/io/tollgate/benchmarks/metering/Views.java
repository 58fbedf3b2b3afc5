package io.tollgate.benchmarks.metering;

import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads throttles as an edge does, and knows when the first of each subject came. */
final class Views implements AutoCloseable {
    private final Map<String, CompletableFuture<Long>> arrivals = new ConcurrentHashMap<>();
    private final KafkaConsumer<String, Throttle> consumer;
    private final Thread thread = Thread.ofPlatform().name("views").unstarted(this::run);

    Views(String bootstrapServers) {
        Topic<Throttle> throttles = new Topics(Topics.DEFAULT_PREFIX, Partitions.DEFAULT).throttles;
        consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new StringDeserializer(),
                        throttles.values());
        List<TopicPartition> partitions =
                consumer.partitionsFor(throttles.name()).stream()
                        .map(one -> new TopicPartition(one.topic(), one.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread.start();
    }

    /** When the first view of a subject arrived, by {@link System#nanoTime}. */
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
                        of(record.value().getSubject()).complete(now);
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
