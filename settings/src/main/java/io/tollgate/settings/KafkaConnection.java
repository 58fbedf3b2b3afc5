package io.tollgate.settings;

import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How to reach Kafka: settings for every client of a program. {@code KAFKA_BOOTSTRAP_SERVERS} and
 * any other {@code KAFKA_A_B} become {@code a.b}; {@code TOLLGATE_KAFKA_A_B} wins over both, so
 * that TLS and SASL need no code.
 *
 * @param properties client settings as Kafka names them; the text form hides values, which may be
 *     secret
 */
public record KafkaConnection(Map<String, String> properties) {
    /** The setting that every client needs. */
    public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

    private static final String DEFAULT_BOOTSTRAP = "localhost:9092";

    /** Copies the settings. */
    public KafkaConnection {
        properties = Collections.unmodifiableMap(new TreeMap<>(properties));
    }

    /** A connection without TLS or SASL. */
    public static KafkaConnection to(String bootstrapServers) {
        return new KafkaConnection(Map.of(BOOTSTRAP_SERVERS, bootstrapServers));
    }

    /** Reads the connection from an environment. */
    public static KafkaConnection from(Map<String, String> environment) {
        var properties = new HashMap<String, String>();
        properties.put(BOOTSTRAP_SERVERS, DEFAULT_BOOTSTRAP);
        collect(environment, "KAFKA_", properties);
        collect(environment, "TOLLGATE_KAFKA_", properties);
        return new KafkaConnection(properties);
    }

    /** Where the brokers are, as host:port joined by commas. */
    public String bootstrapServers() {
        return properties.getOrDefault(BOOTSTRAP_SERVERS, DEFAULT_BOOTSTRAP);
    }

    /** The settings with more on top, in the form that clients take. */
    public Map<String, Object> with(Map<String, ?> more) {
        var all = new HashMap<String, Object>(properties);
        all.putAll(more);
        return all;
    }

    @Override
    public String toString() {
        return "KafkaConnection[" + bootstrapServers() + ", " + properties.keySet() + "]";
    }

    private static void collect(
            Map<String, String> environment, String prefix, Map<String, String> into) {
        environment.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                into.put(
                        name.substring(prefix.length()).toLowerCase(Locale.ROOT).replace('_', '.'),
                        value);
            }
        });
    }
}
