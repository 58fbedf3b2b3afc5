package io.tollgate.benchmarks.speed;

import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * A GlobalKTable and nothing else: {@code BareTable bootstrapServers topic directory} prints a line
 * when it is restored.
 */
final class BareTable {
    private BareTable() {}

    public static void main(String[] arguments) throws InterruptedException {
        var builder = new StreamsBuilder();
        builder.globalTable(
                arguments[1],
                Consumed.with(Serdes.Bytes(), Serdes.ByteArray()),
                Materialized.<Bytes, byte[], KeyValueStore<Bytes, byte[]>>as("keys"));
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "bare-table");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[0]);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, arguments[2]);
        var streams = new KafkaStreams(builder.build(), properties);
        streams.setStateListener((now, _) -> {
            if (now == KafkaStreams.State.RUNNING) {
                System.out.println("ready");
                System.exit(0);
            }
        });
        streams.start();
        Thread.currentThread().join();
    }
}
