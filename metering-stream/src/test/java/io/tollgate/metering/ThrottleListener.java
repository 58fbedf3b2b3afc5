package io.tollgate.metering;

import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.ThrottleKind;
import io.tollgate.schemas.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads throttles as edges do, uncommitted, and measures for how long it hears nothing.
 * Thread-safe.
 */
final class ThrottleListener implements AutoCloseable {
    /**
     * The longest waits of a phase, of the partition of {@code requests} that waited longest.
     *
     * @param silence between two views or watermarks
     * @param standstill between two that told of something counted anew
     */
    record Waits(String phase, Duration silence, Duration standstill) {}

    private final KafkaConsumer<String, Throttle> consumer;
    private final Thread reading;
    private final Map<Integer, Partition> partitions = new HashMap<>();
    private final List<Waits> past = new ArrayList<>();

    ThrottleListener(Map<String, Object> kafka, Topic<Throttle> topic) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        config.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        consumer = new KafkaConsumer<>(config, new StringDeserializer(), topic.values());
        var all =
                consumer.partitionsFor(topic.name()).stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition()))
                        .toList();
        consumer.assign(all);
        consumer.seekToEnd(all);
        reading = Thread.ofPlatform().name("throttle-listener").start(this::read);
    }

    private void read() {
        try {
            while (true) {
                for (ConsumerRecord<String, Throttle> heard :
                        consumer.poll(Duration.ofSeconds(1))) {
                    if (heard.value() != null) {
                        hear(heard.value(), System.nanoTime());
                    }
                }
            }
        } catch (WakeupException _) {
            consumer.close();
        }
    }

    private synchronized void hear(Throttle throttle, long nanos) {
        partitions
                .computeIfAbsent(throttle.getPartition(), _ -> new Partition())
                .hear(throttle, nanos);
    }

    /**
     * Whether each of so many partitions told so often of progress since the last question began.
     */
    synchronized boolean hasHeardOf(int number, int times) {
        return partitions.size() == number
                && partitions.values().stream().allMatch(partition -> partition.progress >= times);
    }

    /** Begins to count what {@link #hasHeardOf} asks for. */
    synchronized void ask() {
        partitions.values().forEach(partition -> partition.progress = 0);
    }

    /** Ends a phase; what is heard from now on belongs to the next. */
    synchronized Waits end(String phase) {
        var waits =
                new Waits(
                        phase,
                        longest(partitions.values(), partition -> partition.silence),
                        longest(partitions.values(), partition -> partition.standstill));
        past.add(waits);
        partitions
                .values()
                .forEach(partition -> {
                    partition.silence = 0;
                    partition.standstill = 0;
                });
        return waits;
    }

    /** All phases that ended. */
    synchronized List<Waits> past() {
        return List.copyOf(past);
    }

    private static Duration longest(
            Collection<Partition> partitions, ToLongFunction<Partition> nanos) {
        return Duration.ofNanos(partitions.stream().mapToLong(nanos).max().orElse(0));
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            reading.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was heard of one partition of {@code requests}; times in nanoseconds. */
    private static final class Partition {
        private long heardAt;
        private long countedAt;
        private long offset = -1;
        private long silence;
        private long standstill;
        private int progress;

        void hear(Throttle throttle, long nanos) {
            silence = heardAt == 0 ? 0 : Math.max(silence, nanos - heardAt);
            heardAt = nanos;
            if (throttle.getOffset() > offset) {
                standstill = countedAt == 0 ? 0 : Math.max(standstill, nanos - countedAt);
                countedAt = nanos;
                offset = throttle.getOffset();
                progress += throttle.getKind() == ThrottleKind.WATERMARK ? 1 : 0;
            }
        }
    }
}
