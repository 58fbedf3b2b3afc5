package io.tollgate.metering;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Skips a record that can't be decoded with one log line and one count. Kafka Streams makes it by
 * name and hands it the {@link MeteringMetrics} under {@link #METRICS}. Thread-safe.
 */
public final class SkipLoudly implements DeserializationExceptionHandler {
    /** Name of the configuration entry that holds the metrics. */
    static final String METRICS = "tollgate.metering.metrics";

    private static final Logger log = LoggerFactory.getLogger(SkipLoudly.class);

    private @Nullable MeteringMetrics metrics;

    @Override
    public void configure(Map<String, ?> configs) {
        metrics = (MeteringMetrics) configs.get(METRICS);
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception cause) {
        log.atWarn()
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("reason", cause.getMessage())
                .log("record skipped");
        if (metrics != null) {
            metrics.skipped(record.topic(), "undecodable");
        }
        return Response.resume();
    }
}
