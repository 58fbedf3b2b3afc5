package io.tollgate.metering.replay;

import io.tollgate.schemas.Usage;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * All that a usage record counts, by the name of the field; members of a map as {@code
 * field.member}. What is not there is 0. Whatever is added to the record is compared from then on.
 */
final class Numbers {
    /** The number that people ask about. */
    static final String REQUESTS = "requests";

    private static final Set<String> NOT_COUNTS = Set.of("revision");

    private Numbers() {}

    static SortedMap<String, Long> of(@Nullable Usage usage) {
        var numbers = new TreeMap<String, Long>();
        if (usage != null) {
            add("", usage, numbers);
        }
        return numbers;
    }

    private static void add(String prefix, SpecificRecord record, Map<String, Long> numbers) {
        for (Schema.Field field : record.getSchema().getFields()) {
            if (!NOT_COUNTS.contains(field.name())) {
                add(prefix + field.name(), record.get(field.pos()), numbers);
            }
        }
    }

    private static void add(String name, @Nullable Object value, Map<String, Long> numbers) {
        if (value instanceof Long number && number != 0) {
            numbers.put(name, number);
        } else if (value instanceof Map<?, ?> members) {
            members.forEach((member, of) -> add(name + "." + member, of, numbers));
        } else if (value instanceof SpecificRecord part) {
            add(name + ".", part, numbers);
        }
    }
}
