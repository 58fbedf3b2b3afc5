package io.tollgate.edge.outbox;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** Chooses partitions as Kafka's own clients do for records with a key. */
final class KafkaPartitioning {
    private KafkaPartitioning() {}

    /** Topic key of an owner's events, or of an edge's where no owner is known. */
    static String topicKey(String ownerId, String edgeId) {
        return ownerId.isEmpty() ? "-" + edgeId : ownerId;
    }

    static int partitionOf(String topicKey, int partitions) {
        byte[] key = topicKey.getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }
}
