package io.tollgate.metering.replay;

import io.tollgate.schemas.Usage;
import io.tollgate.schemas.UsageWindow;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Reads the newest revision of usage windows. Not thread-safe. */
final class KafkaUsage {
    private final KafkaLog log;
    private final Topics topics;
    private final Scope scope;

    KafkaUsage(KafkaLog log, Topics topics, Scope scope) {
        this.log = log;
        this.topics = topics;
        this.scope = scope;
    }

    /**
     * Reads windows of a length into a table.
     *
     * @param from where an earlier reading ended; partitions that it lacks are read from the
     *     beginning
     * @return where this reading ended
     */
    Map<TopicPartition, Long> read(
            UsageWindow window, Map<TopicPartition, Long> from, WindowTable into) {
        Topic<Usage> topic = topic(window);
        List<TopicPartition> partitions = log.partitions(topic);
        Map<TopicPartition, Long> begin = new HashMap<>(log.beginnings(partitions));
        begin.replaceAll((partition, first) -> from.getOrDefault(partition, first));
        Map<TopicPartition, Long> end = log.ends(partitions);
        log.read(topic, begin, end, (_, usage) -> keep(usage, into));
        return end;
    }

    private void keep(Usage usage, WindowTable into) {
        if (scope.concerns(usage.getOwnerId())
                && scope.holds(usage.getWindowStart().toEpochMilli())) {
            into.putNewest(usage);
        }
    }

    private Topic<Usage> topic(UsageWindow window) {
        return switch (window) {
            case MINUTE -> topics.usageMinute;
            case HOUR -> topics.usageHour;
            case DAY -> topics.usageDay;
            case UNKNOWN -> throw new IllegalArgumentException("a window of unknown length");
        };
    }
}
