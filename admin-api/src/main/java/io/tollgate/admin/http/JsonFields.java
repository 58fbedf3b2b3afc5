package io.tollgate.admin.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads the members of one JSON object. Everything that is wrong is collected with the path of the
 * member and the rule it breaks, unknown members included, and told at once. Not thread-safe.
 */
public final class JsonFields {
    private static final int LONGEST_LIST = 1_000;

    private final JsonNode object;
    private final String path;
    private final List<FieldError> errors;
    private final Set<String> known = new TreeSet<>();

    private JsonFields(JsonNode object, String path, List<FieldError> errors) {
        this.object = object;
        this.path = path;
        this.errors = errors;
    }

    /**
     * Reads a whole body.
     *
     * @throws ProblemException if the body is not a JSON object or any member is wrong
     */
    public static <T> T read(byte[] body, Function<JsonFields, T> reader) {
        return read(Json.read(body), reader);
    }

    /**
     * Reads a whole body that was taken apart before.
     *
     * @throws ProblemException if it is not a JSON object or any member is wrong
     */
    public static <T> T read(JsonNode node, Function<JsonFields, T> reader) {
        if (!node.isObject()) {
            throw new ProblemException(
                    ProblemType.INVALID_BODY, "the body must be a JSON object, not " + kind(node));
        }
        var errors = new ArrayList<FieldError>();
        T value = new JsonFields(node, "", errors).finish(reader);
        if (!errors.isEmpty()) {
            throw new ProblemException(ProblemType.INVALID_BODY, errors);
        }
        return value;
    }

    /** A member that must be given. */
    public <T> T required(String name, Shape<T> shape) {
        Optional<JsonNode> node = find(name);
        if (node.isEmpty()) {
            reject(name, "is missing; it " + shape.rule());
        }
        return node.map(given -> parsed(pathOf(name), given, shape)).orElse(shape.blank());
    }

    /** A member that may be left out or null. */
    public <T> Optional<T> optional(String name, Shape<T> shape) {
        return find(name).map(node -> parsed(pathOf(name), node, shape));
    }

    /** A list of scalars; left out, it is empty. */
    public <T> List<T> list(String name, Shape<T> shape) {
        var members = new ArrayList<T>();
        elements(name).forEach((at, node) -> members.add(parsed(at, node, shape)));
        return List.copyOf(members);
    }

    /** A list of objects; left out, it is empty. */
    public <T> List<T> objects(String name, Function<JsonFields, T> reader) {
        var members = new ArrayList<T>();
        elements(name).forEach((at, node) -> members.add(nested(at, node, reader)));
        return List.copyOf(members);
    }

    /** An object that may be left out or null. */
    public <T> Optional<T> object(String name, Function<JsonFields, T> reader) {
        return find(name).map(node -> nested(pathOf(name), node, reader));
    }

    /** An object whose members all have the same shape, under names of any kind; or empty. */
    public <T> Map<String, T> map(String name, Shape<String> names, Shape<T> shape) {
        var members = new LinkedHashMap<String, T>();
        find(name)
                .ifPresent(node -> {
                    if (!node.isObject()) {
                        reject(name, "must be an object, not " + kind(node));
                    }
                    node.properties()
                            .forEach(member -> {
                                String at = pathOf(name) + "." + member.getKey();
                                parsed(
                                        at,
                                        JsonNodeFactory.instance.textNode(member.getKey()),
                                        names);
                                members.put(member.getKey(), parsed(at, member.getValue(), shape));
                            });
                });
        return members;
    }

    /** Adds an error that concerns a member as the whole body sees it. */
    public void reject(String name, String message) {
        errors.add(new FieldError(pathOf(name), message));
    }

    private <T> T finish(Function<JsonFields, T> reader) {
        T value = reader.apply(this);
        object.fieldNames()
                .forEachRemaining(name -> {
                    if (!known.contains(name)) {
                        reject(name, "is not a member here; there are " + String.join(", ", known));
                    }
                });
        return value;
    }

    private Optional<JsonNode> find(String name) {
        known.add(name);
        return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
    }

    private Map<String, JsonNode> elements(String name) {
        var elements = new LinkedHashMap<String, JsonNode>();
        find(name)
                .ifPresent(node -> {
                    if (!node.isArray() || node.size() > LONGEST_LIST) {
                        reject(
                                name,
                                "must be a list of at most "
                                        + LONGEST_LIST
                                        + " members, not "
                                        + (node.isArray() ? node.size() + " of them" : kind(node)));
                        return;
                    }
                    for (int i = 0; i < node.size(); i++) {
                        elements.put(pathOf(name) + "[" + i + "]", node.get(i));
                    }
                });
        return elements;
    }

    private <T> T parsed(String at, JsonNode node, Shape<T> shape) {
        Optional<T> value = shape.read(node);
        if (value.isEmpty()) {
            errors.add(new FieldError(at, shape.rule()));
        }
        return value.orElse(shape.blank());
    }

    private <T> T nested(String at, JsonNode node, Function<JsonFields, T> reader) {
        if (!node.isObject()) {
            errors.add(new FieldError(at, "must be an object, not " + kind(node)));
            // Read for a value to stand in; what is missing in it was never there to be wrong.
            var nothing = JsonNodeFactory.instance.objectNode();
            return reader.apply(new JsonFields(nothing, at, new ArrayList<>()));
        }
        return new JsonFields(node, at, errors).finish(reader);
    }

    private String pathOf(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT, POJO -> "an object";
            case STRING, BINARY -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL, MISSING -> "null";
        };
    }
}
