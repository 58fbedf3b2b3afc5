package io.tollgate.admin.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the members of a query; {@link #check()} tells all that is wrong, unknown members included.
 * Not thread-safe.
 */
public final class Query {
    private final Map<String, List<String>> members;
    private final Set<String> known = new TreeSet<>();
    private final List<FieldError> errors = new ArrayList<>();

    /** A query as it came. */
    public Query(Map<String, List<String>> members) {
        this.members = members;
    }

    /** A member that must be given. */
    public <T> T required(String name, Shape<T> shape) {
        if (!members.containsKey(name)) {
            reject(name, "is missing; it " + shape.rule());
        }
        return optional(name, shape).orElse(shape.blank());
    }

    /** A member that may be left out. */
    public <T> Optional<T> optional(String name, Shape<T> shape) {
        known.add(name);
        List<String> given = members.getOrDefault(name, List.of());
        if (given.isEmpty()) {
            return Optional.empty();
        }
        if (given.size() > 1) {
            reject(name, "is given " + given.size() + " times");
        }
        return parsed(name, given.getFirst(), shape);
    }

    /** A whole number that may be left out. */
    public long number(String name, long otherwise, long least, long most) {
        var digits =
                Shape.text(
                        "must be a whole number from " + least + " to " + most,
                        text -> {
                            long number = Long.parseLong(text);
                            return number >= least && number <= most;
                        });
        return optional(name, digits)
                .filter(text -> !text.isEmpty())
                .map(Long::parseLong)
                .orElse(otherwise);
    }

    /** Adds an error that concerns a member as the whole query sees it. */
    public void reject(String name, String message) {
        errors.add(new FieldError(name, message));
    }

    /**
     * Ends the reading.
     *
     * @throws ProblemException if any member was wrong or is unknown
     */
    public void check() {
        members.keySet().stream()
                .filter(name -> !known.contains(name))
                .sorted()
                .forEach(name ->
                        reject(
                                name,
                                known.isEmpty()
                                        ? "is not a parameter here; there are none"
                                        : "is not a parameter here; there are "
                                                + String.join(", ", known)));
        if (!errors.isEmpty()) {
            throw new ProblemException(ProblemType.INVALID_PARAMETER, errors);
        }
    }

    private <T> Optional<T> parsed(String name, String text, Shape<T> shape) {
        Optional<T> value = shape.read(JsonNodeFactory.instance.textNode(text));
        if (value.isEmpty()) {
            reject(name, shape.rule());
        }
        return value;
    }
}
