package io.tollgate.metering.replay;

import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.wire.UndecodableRecordException;
import io.tollgate.settings.KafkaConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads topics from one offset to another, what is committed only, in no group. What can't be
 * decoded is skipped and listed. Not thread-safe.
 */
final class KafkaLog implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int MOST_EMPTY_POLLS = 60;
    private static final int ANSWER_WITHIN_MILLIS = 20_000;

    private final KafkaConnection kafka;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<Skipped> skipped = new ArrayList<>();

    /**
     * Takes in a record.
     *
     * @param <V> what it holds
     */
    interface Visitor<V> {
        void take(ConsumerRecord<String, byte[]> where, V value);
    }

    KafkaLog(KafkaConnection kafka) {
        this.kafka = kafka;
        Map<String, Object> reading =
                kafka.with(
                        Map.of(
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                "read_committed",
                                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                                false,
                                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                                false,
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest",
                                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                                ANSWER_WITHIN_MILLIS,
                                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                ANSWER_WITHIN_MILLIS));
        consumer =
                asked(() ->
                        new KafkaConsumer<>(
                                reading, new StringDeserializer(), new ByteArrayDeserializer()));
    }

    /**
     * The partitions of a topic.
     *
     * @throws UnreachableException if there is no such topic
     */
    List<TopicPartition> partitions(Topic<?> topic) {
        List<TopicPartition> found = partitionsIfAny(topic.name());
        if (found.isEmpty()) {
            throw new UnreachableException(
                    "Kafka at "
                            + kafka.bootstrapServers()
                            + " has no topic "
                            + topic.name()
                            + "; is TOLLGATE_METERING_TOPIC_PREFIX the one that metering runs with?");
        }
        return found;
    }

    /** The partitions of a topic, none if there is no such topic. */
    List<TopicPartition> partitionsIfAny(String topic) {
        List<PartitionInfo> found = asked(() -> consumer.partitionsFor(topic));
        return found == null
                ? List.of()
                : found.stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .sorted((a, b) -> Integer.compare(a.partition(), b.partition()))
                        .toList();
    }

    Map<TopicPartition, Long> beginnings(List<TopicPartition> partitions) {
        // A consumer warns of what it learns of partitions that it does not have.
        consumer.assign(partitions);
        return asked(() -> consumer.beginningOffsets(partitions));
    }

    Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
        consumer.assign(partitions);
        return asked(() -> consumer.endOffsets(partitions));
    }

    /** Where the records begin that were appended at a time or later; the end if none was. */
    Map<TopicPartition, Long> since(List<TopicPartition> partitions, long millis) {
        Map<TopicPartition, Long> times =
                partitions.stream().collect(Collectors.toMap(p -> p, _ -> Math.max(0, millis)));
        consumer.assign(partitions);
        Map<TopicPartition, OffsetAndTimestamp> found =
                asked(() -> consumer.offsetsForTimes(times));
        Map<TopicPartition, Long> offsets = new HashMap<>(ends(partitions));
        found.forEach((partition, first) -> {
            if (first != null) {
                offsets.put(partition, first.offset());
            }
        });
        return offsets;
    }

    /** The newest append time of a partition, in milliseconds since the epoch; 0 if it is empty. */
    long newestMillis(TopicPartition partition) {
        Map<TopicPartition, Long> end = ends(List.of(partition));
        Map<TopicPartition, Long> last = new HashMap<>();
        // Compaction and markers of transactions leave holes, so the last offset may hold nothing.
        end.forEach((p, offset) -> last.put(p, Math.max(0, offset - 100)));
        long[] newest = {0};
        readRaw(last, end, record -> newest[0] = Math.max(newest[0], record.timestamp()));
        return newest[0];
    }

    /** Reads what lies between offsets, the first included, the last excluded. */
    <V extends SpecificRecord> void read(
            Topic<V> topic,
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> to,
            Visitor<V> visitor) {
        readRaw(
                from,
                to,
                record -> {
                    byte[] bytes = record.value();
                    if (bytes == null) {
                        return;
                    }
                    V value;
                    try {
                        value = topic.values().decode(bytes);
                    } catch (UndecodableRecordException e) {
                        skip(record, String.valueOf(e.getMessage()));
                        return;
                    }
                    visitor.take(record, value);
                });
    }

    /** Lists a record as one that is of no use. */
    void skip(ConsumerRecord<String, byte[]> record, String reason) {
        skipped.add(new Skipped(record.topic(), record.partition(), record.offset(), reason));
    }

    /** What could not be read so far. */
    List<Skipped> skipped() {
        return List.copyOf(skipped);
    }

    private void readRaw(
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> to,
            Consumer<ConsumerRecord<String, byte[]>> visitor) {
        consumer.assign(from.keySet());
        from.forEach(consumer::seek);
        int empty = 0;
        while (!reached(to)) {
            ConsumerRecords<String, byte[]> records = asked(() -> consumer.poll(POLL));
            for (ConsumerRecord<String, byte[]> record : records) {
                if (record.offset() < to.getOrDefault(topicPartition(record), 0L)) {
                    visitor.accept(record);
                }
            }
            empty = records.isEmpty() ? empty + 1 : 0;
            if (empty > MOST_EMPTY_POLLS) {
                throw new UnreachableException(
                        "Kafka at " + kafka.bootstrapServers() + " stopped answering");
            }
        }
        consumer.unsubscribe();
    }

    /** Whether all is read; what is takes no more part. */
    private boolean reached(Map<TopicPartition, Long> to) {
        List<TopicPartition> done =
                to.keySet().stream()
                        .filter(partition ->
                                asked(() -> consumer.position(partition))
                                        >= to.getOrDefault(partition, 0L))
                        .toList();
        consumer.pause(done);
        return done.size() == to.size();
    }

    private static TopicPartition topicPartition(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    private <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (KafkaException e) {
            throw unreachable(kafka, e);
        }
    }

    /** Says that Kafka does not answer, and where it was asked. */
    static UnreachableException unreachable(KafkaConnection kafka, Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new UnreachableException(
                "Kafka at "
                        + kafka.bootstrapServers()
                        + " can't be read ("
                        + root.getMessage()
                        + "); KAFKA_BOOTSTRAP_SERVERS says where it is",
                cause);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
