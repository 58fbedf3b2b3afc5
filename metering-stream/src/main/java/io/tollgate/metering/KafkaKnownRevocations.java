package io.tollgate.metering;

import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.settings.KafkaConnection;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The ids of all revocations that were ever seen, withdrawn ones included. Not thread-safe.
 *
 * <p>Ids are topic keys, so values are not even decoded, and one that can't be decoded counts too.
 */
final class KafkaKnownRevocations implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final String PULSE = "pulse|";

    private final KafkaConsumer<String, byte[]> consumer;
    private final TopicPartition partition;
    private final Set<String> ids = new HashSet<>();

    KafkaKnownRevocations(KafkaConnection kafka, Topic<Revocation> topic) {
        Map<String, Object> config =
                kafka.with(
                        Map.of(
                                ConsumerConfig.CLIENT_ID_CONFIG, "metering-known-revocations",
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"));
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
        partition = new TopicPartition(topic.name(), 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    /** Reads on until everything that was in the topic when this was called has been read. */
    void catchUp() {
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        while (consumer.position(partition) < end) {
            consumer.poll(POLL)
                    .forEach(record -> {
                        if (!record.key().startsWith(PULSE)) {
                            ids.add(record.key());
                        }
                    });
        }
    }

    boolean contains(String revocationId) {
        return ids.contains(revocationId);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
