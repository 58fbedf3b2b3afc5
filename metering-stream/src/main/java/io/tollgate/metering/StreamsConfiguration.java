package io.tollgate.metering;

import static org.apache.kafka.clients.consumer.ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.BATCH_SIZE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.LINGER_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.RETRY_BACKOFF_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.TRANSACTION_TIMEOUT_CONFIG;
import static org.apache.kafka.streams.StreamsConfig.*;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * How Kafka Streams runs metering: exactly once, and as fast as that goes.
 *
 * <p>Edges wait for throttles, so nothing may hold up counting: Kafka Streams' own default of 100
 * ms between polls, which wall-clock punctuators wait for, would cost more than all the rest of the
 * path. Throttles go past these producers, which may gather what they write for some milliseconds;
 * a commit waits for none of them.
 *
 * <p>Nor may it be silent for long when instances come and go. Work moves in rounds, each of which
 * begins for an instance with a heartbeat, so heartbeats are frequent. What a killed instance left
 * is taken over when its session is over and the broker has given up its transaction; both have the
 * same time.
 */
final class StreamsConfiguration {
    private static final int COMMIT_INTERVAL_MILLIS = 400;
    private static final int POLL_MILLIS = 10;
    private static final int LINGER_MILLIS = 20;

    /** A window with its sketch is up to 3 KB, of which the default of 16 KB holds a handful. */
    private static final int BATCH_BYTES = 128 << 10;

    /**
     * The first writes of a transaction are often turned away until the markers of the last one are
     * written (KIP-890, KAFKA-20000), and counting stands still until they are taken.
     */
    private static final int RETRY_BACKOFF_MILLIS = 5;

    /**
     * How soon an instance hears that work is to be moved; a third of a session by usual advice.
     */
    private static final int HEARTBEAT_MILLIS = 250;

    /** The longest pause between two looks for a broker that went away. */
    private static final int RECONNECT_MILLIS = 250;

    /** How often work is moved on to an instance that has copied its state meanwhile. */
    private static final int PROBING_MILLIS = 60_000;

    /** Its constant is deprecated from the start, as the switch will become the only behaviour. */
    private static final String GLOBAL_HANDLER = "processing.exception.handler.global.enabled";

    private StreamsConfiguration() {}

    static Properties of(MeteringSettings settings, MeteringMetrics metrics) {
        Map<String, Object> ours = new HashMap<>();
        ours.put(APPLICATION_ID_CONFIG, settings.applicationId());
        ours.put(STATE_DIR_CONFIG, settings.stateDir().toString());
        ours.put(NUM_STREAM_THREADS_CONFIG, settings.threads());
        ours.put(NUM_STANDBY_REPLICAS_CONFIG, settings.standbyReplicas());
        ours.put(PROCESSING_GUARANTEE_CONFIG, EXACTLY_ONCE_V2);
        ours.put(GROUP_PROTOCOL_CONFIG, "classic");
        ours.put(COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL_MILLIS);
        ours.put(POLL_MS_CONFIG, POLL_MILLIS);
        ours.put(producerPrefix(LINGER_MS_CONFIG), LINGER_MILLIS);
        ours.put(producerPrefix(BATCH_SIZE_CONFIG), BATCH_BYTES);
        ours.put(producerPrefix(RETRY_BACKOFF_MS_CONFIG), RETRY_BACKOFF_MILLIS);
        int sessionMillis = Math.toIntExact(settings.sessionTimeout().toMillis());
        ours.put(consumerPrefix(SESSION_TIMEOUT_MS_CONFIG), sessionMillis);
        ours.put(consumerPrefix(HEARTBEAT_INTERVAL_MS_CONFIG), HEARTBEAT_MILLIS);
        ours.put(producerPrefix(TRANSACTION_TIMEOUT_CONFIG), sessionMillis);
        ours.put(RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MILLIS);
        ours.put(PROBING_REBALANCE_INTERVAL_MS_CONFIG, PROBING_MILLIS);
        // The stores keep what they use themselves.
        ours.put(STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        ours.put(TOPOLOGY_OPTIMIZATION_CONFIG, NO_OPTIMIZATION);
        ours.put(GLOBAL_HANDLER, true);
        ours.put(DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, SkipLoudly.class);
        ours.put(SkipLoudly.METRICS, metrics);
        ours.put(SkipLoudly.TOPICS, settings.topics());
        var properties = new Properties();
        properties.putAll(settings.kafka().with(ours));
        return properties;
    }
}
