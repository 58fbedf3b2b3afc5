package io.tollgate.edge.outbox;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many partitions a generation of {@code requests} has, as Kafka says, kept for starts without
 * Kafka. Used by one thread.
 */
record PartitionCount(Lanes lanes, EventStore store) {
    private static final Logger log = LoggerFactory.getLogger(PartitionCount.class);

    /** Takes in what Kafka says. */
    void learn(int partitions) {
        int known = lanes.partitions();
        if (known == partitions) {
            return;
        }
        if (known != 0) {
            log.atError()
                    .addKeyValue("before", known)
                    .addKeyValue("now", partitions)
                    .log("the topic requests has another number of partitions than before");
        }
        try {
            store.partitions(lanes.generation(), partitions);
        } catch (StoreException e) {
            log.atWarn().setCause(e).log("can't remember the number of partitions");
        }
        lanes.partitions(partitions);
    }
}
