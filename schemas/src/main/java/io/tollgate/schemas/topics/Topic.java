package io.tollgate.schemas.topics;

import io.tollgate.schemas.wire.AvroSerde;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * A topic: its whole name, the serdes of its keys and values, and how it is created. Immutable and
 * thread-safe.
 *
 * @param name with the prefix, as the broker knows it
 * @param type generated class of the values
 * @param values serde of the values
 * @param partitions how many partitions it is created with
 * @param config settings that it is created with, as Kafka names them
 */
public record Topic<V extends SpecificRecord>(
        String name,
        Class<V> type,
        AvroSerde<V> values,
        int partitions,
        Map<String, String> config) {

    /** Copies the settings. */
    public Topic {
        if (partitions < 1) {
            throw new IllegalArgumentException(
                    name + ": partitions must be at least 1, not " + partitions);
        }
        config = Map.copyOf(config);
    }

    /** Serde of the keys, which are UTF-8 in every topic. */
    public Serde<String> keys() {
        return Serdes.String();
    }
}
