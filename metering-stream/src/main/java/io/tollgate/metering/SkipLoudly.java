package io.tollgate.metering;

import io.tollgate.schemas.Gap;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Skips a record that can't be decoded with one log line and one count, and lists it in {@code
 * gaps} if it is of {@code requests}, in the transaction that skips it. Kafka Streams makes it by
 * name and hands it the {@link MeteringMetrics} under {@link #METRICS} and the {@link Topics} under
 * {@link #TOPICS}. Thread-safe.
 */
public final class SkipLoudly implements DeserializationExceptionHandler {
    /** Name of the configuration entry that holds the metrics. */
    static final String METRICS = "tollgate.metering.metrics";

    /** Name of the configuration entry that holds the topics. */
    static final String TOPICS = "tollgate.metering.topics";

    private static final Logger log = LoggerFactory.getLogger(SkipLoudly.class);

    private @Nullable MeteringMetrics metrics;
    private @Nullable Topics topics;

    @Override
    public void configure(Map<String, ?> configs) {
        metrics = (MeteringMetrics) configs.get(METRICS);
        topics = (Topics) configs.get(TOPICS);
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception cause) {
        String reason = String.valueOf(cause.getMessage());
        log.atWarn()
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("reason", reason)
                .log("record skipped");
        if (metrics != null) {
            metrics.skipped(record.topic(), "undecodable");
        }
        // Global tables have no transaction that a listing could be part of.
        return topics != null && record.topic().equals(topics.requests.name())
                ? Response.resume(List.of(listing(topics.gaps, record, reason)))
                : Response.resume();
    }

    private static ProducerRecord<byte[], byte[]> listing(
            Topic<Gap> gaps, ConsumerRecord<byte[], byte[]> record, String reason) {
        var report = GapReport.ofNobody(record.partition());
        Gap gap = report.skipped(record.offset(), reason, Instant.ofEpochMilli(record.timestamp()));
        return new ProducerRecord<>(
                gaps.name(),
                null,
                record.timestamp(),
                report.topicKey().getBytes(StandardCharsets.UTF_8),
                gaps.values().serializer().serialize(gaps.name(), gap));
    }
}
