package io.tollgate.admin.table;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;

/** How far a reader has come in each partition. Thread-safe; any number of threads wait. */
final class KafkaPositions {
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final LongSupplier nanoTicker;

    KafkaPositions(LongSupplier nanoTicker) {
        this.nanoTicker = nanoTicker;
    }

    synchronized void handled(TopicPartition partition, long offset) {
        next.merge(partition, offset + 1, Math::max);
        notifyAll();
    }

    /** Waits until the record at an offset was handled; answers whether it was. */
    synchronized boolean await(TopicPartition partition, long offset, long waitNanos)
            throws InterruptedException {
        long end = nanoTicker.getAsLong() + waitNanos;
        while (next.getOrDefault(partition, 0L) <= offset) {
            long left = end - nanoTicker.getAsLong();
            if (left <= 0) {
                return false;
            }
            wait(Math.ceilDiv(left, 1_000_000L));
        }
        return true;
    }
}
