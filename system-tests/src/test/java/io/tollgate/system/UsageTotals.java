package io.tollgate.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.schemas.Usage;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What was counted of each key: the sums over its windows, by key id. */
final class UsageTotals {
    private UsageTotals() {}

    /**
     * Counts of one key.
     *
     * @param admitted requests let in
     * @param limited requests refused because a limit was used up
     */
    record Counts(long admitted, long limited) {
        static final Counts NONE = new Counts(0, 0);

        Counts plus(Counts other) {
            return new Counts(admitted + other.admitted, limited + other.limited);
        }
    }

    /** The sums of the newest revisions in a usage topic. */
    static Map<String, Counts> of(List<ConsumerRecord<String, Usage>> records) {
        var newest = new HashMap<String, Usage>();
        records.forEach(record -> newest.merge(record.key(), record.value(), UsageTotals::newer));
        var totals = new TreeMap<String, Counts>();
        for (Usage usage : newest.values()) {
            long admitted = usage.getOutcomes().getOrDefault("ADMITTED", 0L);
            if (admitted != usage.getRequests()) {
                throw new AssertionError("requests and outcomes of a window differ: " + usage);
            }
            long limited = usage.getOutcomes().getOrDefault("LIMITED", 0L);
            totals.merge(usage.getKeyId(), new Counts(admitted, limited), Counts::plus);
        }
        return totals;
    }

    /** The sum of a series that the admin API answered with. */
    static Counts of(Collection<JsonNode> series) {
        return series.stream()
                .map(window ->
                        new Counts(
                                window.path("requests").asLong(),
                                window.path("outcomes").path("LIMITED").asLong()))
                .reduce(Counts.NONE, Counts::plus);
    }

    private static Usage newer(Usage one, Usage other) {
        return one.getRevision() > other.getRevision() ? one : other;
    }
}
