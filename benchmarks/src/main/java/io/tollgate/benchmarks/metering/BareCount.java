package io.tollgate.benchmarks.metering;

import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.topics.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.TimeWindows;

/**
 * What one would write in an afternoon: Kafka Streams counts requests per key and minute, exactly
 * once, and does nothing else.
 */
final class BareCount implements Contender {
    private final KafkaStreams streams;
    private final String applicationId;

    BareCount(
            Map<String, Object> kafka,
            Topic<RequestBatch> requests,
            String applicationId,
            Path state) {
        this.applicationId = applicationId;
        var builder = new StreamsBuilder();
        builder.stream(
                        requests.name(),
                        Consumed.with(requests.keys(), requests.values())
                                .withTimestampExtractor((record, _) -> record.timestamp()))
                .flatMap((_, batch) ->
                        batch.getEvents().stream()
                                .map(event -> KeyValue.pair(event.getKeyId(), event.getCount()))
                                .toList())
                .groupByKey(Grouped.with(Serdes.String(), Serdes.Long()))
                .windowedBy(TimeWindows.ofSizeWithNoGrace(Duration.ofMinutes(1)))
                .count();
        var properties = new Properties();
        properties.putAll(kafka);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 200);
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 32L << 20);
        streams = new KafkaStreams(builder.build(), properties);
        streams.start();
    }

    @Override
    public String group() {
        return applicationId;
    }

    @Override
    public void close() {
        streams.close(Duration.ofSeconds(20));
    }
}
