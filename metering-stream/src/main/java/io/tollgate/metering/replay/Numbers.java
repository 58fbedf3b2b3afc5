package io.tollgate.metering.replay;

import io.tollgate.schemas.RouteUsage;
import io.tollgate.schemas.Usage;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.Schema;
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
        if (usage == null) {
            return numbers;
        }
        for (Schema.Field field : usage.getSchema().getFields()) {
            Object value = usage.get(field.pos());
            if (value instanceof Long number && !NOT_COUNTS.contains(field.name())) {
                numbers.put(field.name(), number);
            } else if (value instanceof Map<?, ?> members) {
                members.forEach((name, member) -> add(field.name() + "." + name, member, numbers));
            }
        }
        numbers.values().removeIf(number -> number == 0);
        return numbers;
    }

    private static void add(String name, Object member, SortedMap<String, Long> numbers) {
        if (member instanceof Long number) {
            numbers.put(name, number);
        } else if (member instanceof RouteUsage route) {
            numbers.put(name + ".requests", route.getRequests());
            numbers.put(name + ".cost", route.getCost());
        }
    }
}
