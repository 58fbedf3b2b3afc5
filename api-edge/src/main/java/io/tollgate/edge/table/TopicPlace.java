package io.tollgate.edge.table;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How far a table has read its topic; kept with the table, in the same write. Immutable.
 *
 * @param topicId identity of the topic: one that was deleted and made again has another
 * @param complete whether the table once had all that the topic had
 * @param completeAsOfMillis wall-clock time as of which it last had, 0 if never
 * @param next offset of the next record, by partition
 */
record TopicPlace(
        String topicId, boolean complete, long completeAsOfMillis, Map<Integer, Long> next) {
    /** The place of a table that was never read. */
    static final TopicPlace NOWHERE = new TopicPlace("-", false, 0, Map.of());

    private static final long TOO_OLD_MILLIS = Duration.ofDays(15).toMillis();

    TopicPlace {
        next = Map.copyOf(next);
    }

    /**
     * The place, or none if it is so old that deletions may have been missed: their marks are kept
     * in the topic for 30 days, and half of that leaves room for the reading.
     */
    TopicPlace unlessTooOld(long nowMillis) {
        return nowMillis - completeAsOfMillis > TOO_OLD_MILLIS ? NOWHERE : this;
    }

    /** The place after more was read. */
    TopicPlace advancedTo(Map<Integer, Long> newNext) {
        var all = new TreeMap<>(next);
        all.putAll(newNext);
        return new TopicPlace(topicId, complete, completeAsOfMillis, all);
    }

    /** The place of a table that had all that the topic had, as of a time. */
    TopicPlace completeAsOf(long millis) {
        return new TopicPlace(topicId, true, Math.max(millis, completeAsOfMillis), next);
    }

    byte[] encode() {
        String offsets =
                new TreeMap<>(next)
                        .entrySet().stream()
                                .map(each -> each.getKey() + "=" + each.getValue())
                                .collect(Collectors.joining(","));
        String text = topicId + " " + complete + " " + completeAsOfMillis + " " + offsets;
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static TopicPlace decode(byte[] bytes) {
        String[] parts = new String(bytes, StandardCharsets.US_ASCII).split(" ", -1);
        var next = new TreeMap<Integer, Long>();
        for (String offset : parts[3].isEmpty() ? new String[0] : parts[3].split(",", -1)) {
            int equals = offset.indexOf('=');
            next.put(
                    Integer.valueOf(offset.substring(0, equals)),
                    Long.valueOf(offset.substring(equals + 1)));
        }
        return new TopicPlace(
                parts[0], Boolean.parseBoolean(parts[1]), Long.parseLong(parts[2]), next);
    }
}
