package io.tollgate.admin.audit;

import io.tollgate.schemas.AuditEntry;
import io.tollgate.schemas.audit.AuditReport;
import io.tollgate.schemas.audit.AuditVerifier;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.settings.KafkaConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the topic of an audit from its beginning to its present end, and holds it together. */
public final class KafkaAuditCheck {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration MOST_SILENCE = Duration.ofSeconds(30);

    private KafkaAuditCheck() {}

    /**
     * Lets a verifier take all entries of a topic.
     *
     * @throws KafkaException if Kafka can't be reached, lacks the topic, or answers no more
     */
    public static AuditReport verify(
            KafkaConnection kafka,
            Topic<AuditEntry> topic,
            AuditVerifier verifier,
            LongSupplier nanoTicker) {
        var config =
                Map.of(
                        "enable.auto.commit", "false",
                        "isolation.level", "read_committed",
                        "allow.auto.create.topics", "false",
                        "default.api.timeout.ms", "15000",
                        "client.id", "audit-verify");
        try (Consumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        kafka.with(config),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic.name()).stream()
                            .map(at -> new TopicPartition(topic.name(), at.partition()))
                            .toList();
            if (partitions.isEmpty()) {
                throw new KafkaException("there is no topic " + topic.name());
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long heardNanos = nanoTicker.getAsLong();
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                ConsumerRecords<String, byte[]> some = consumer.poll(POLL);
                some.forEach(next -> verifier.take(next.key(), next.value()));
                long nowNanos = nanoTicker.getAsLong();
                if (!some.isEmpty()) {
                    heardNanos = nowNanos;
                } else if (nowNanos - heardNanos > MOST_SILENCE.toNanos()) {
                    throw new KafkaException(
                            "nothing more came of " + topic.name() + " within " + MOST_SILENCE);
                }
            }
        }
        return verifier.report();
    }
}
