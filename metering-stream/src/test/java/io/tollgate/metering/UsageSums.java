package io.tollgate.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.Usage;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Sums of the newest revisions in the usage topics, as a careful analyst reads them. */
final class UsageSums implements AutoCloseable {
    private final Map<String, KafkaReader<Usage>> readers = new TreeMap<>();

    UsageSums(Map<String, Object> kafka, Topics topics) {
        for (Topic<Usage> topic : List.of(topics.usageMinute, topics.usageHour, topics.usageDay)) {
            readers.put(topic.name(), new KafkaReader<>(kafka, topic, "read_committed"));
        }
    }

    /** Requests by key, for each topic by its name; keys without any are left out. */
    Map<String, Map<String, Long>> byTopic() {
        var sums = new TreeMap<String, Map<String, Long>>();
        readers.forEach((topic, reader) -> sums.put(topic, byKey(reader)));
        return sums;
    }

    /** Fails unless every topic says the same. */
    void checkAll(Map<String, Long> expected, String message) {
        byTopic()
                .forEach((topic, sums) ->
                        assertThat(sums).as("%s: %s", message, topic).isEqualTo(expected));
    }

    /** All requests counted so far, by the topic that knows least. */
    long total() {
        return byTopic().values().stream()
                .mapToLong(sums -> sums.values().stream().mapToLong(Long::longValue).sum())
                .min()
                .orElse(0);
    }

    private static Map<String, Long> byKey(KafkaReader<Usage> reader) {
        var newest = new HashMap<String, Usage>();
        for (ConsumerRecord<String, Usage> record : reader.records()) {
            newest.merge(record.key(), record.value(), UsageSums::newer);
        }
        var sums = new TreeMap<String, Long>();
        newest.values()
                .forEach(usage -> sums.merge(usage.getKeyId(), usage.getRequests(), Long::sum));
        sums.values().removeIf(sum -> sum == 0);
        return sums;
    }

    private static Usage newer(Usage a, Usage b) {
        assertThat(b.getRevision())
                .as("revisions of %s in %s rise", b.getKeyId(), b.getWindowStart())
                .isGreaterThan(a.getRevision());
        return b;
    }

    @Override
    public void close() {
        readers.values().forEach(KafkaReader::close);
    }
}
