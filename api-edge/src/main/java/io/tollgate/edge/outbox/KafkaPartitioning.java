package io.tollgate.edge.outbox;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** Chooses partitions as Kafka's own clients do for records with a key. */
final class KafkaPartitioning {
    private KafkaPartitioning() {}

    static int partitionOf(String topicKey, int partitions) {
        byte[] key = topicKey.getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }
}
