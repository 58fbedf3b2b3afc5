package io.tollgate.edge.table;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * After a pause of the process, finds out when all was read that was there when it ended. What is
 * in the client's buffers may be older than the pause, so the broker is asked for the end of the
 * topic and then it is read that far. Not thread-safe: the reader of revocations runs it.
 */
final class KafkaConfirmation implements KafkaTail.AfterPoll {
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final Freshness freshness;
    private final Runnable confirmed;
    private Map<TopicPartition, Long> ends = Map.of();
    private long asked;

    KafkaConfirmation(Freshness freshness, Runnable confirmed) {
        this.freshness = freshness;
        this.confirmed = confirmed;
    }

    @Override
    public void run(Consumer<String, byte[]> consumer) {
        if (!freshness.unconfirmed()) {
            return;
        }
        long pause = freshness.pauses();
        if (asked != pause) {
            try {
                ends = consumer.endOffsets(consumer.assignment(), PATIENCE);
            } catch (TimeoutException _) {
                return;
            }
            asked = pause;
        }
        boolean read =
                ends.entrySet().stream()
                        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
        if (read && freshness.confirm(pause)) {
            confirmed.run();
        }
    }
}
