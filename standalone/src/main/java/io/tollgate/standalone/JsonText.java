package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;

/** JSON as people read it in a terminal. */
final class JsonText {
    private JsonText() {}

    /** A value on one line: lists with commas between, limits as amounts in their windows. */
    static String cell(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL, MISSING -> "";
            case ARRAY -> value.valueStream().map(JsonText::cell).collect(Collectors.joining(", "));
            case OBJECT -> isLimit(value) ? limit(value) : members(value);
            case STRING, NUMBER, BOOLEAN, BINARY, POJO -> value.asText();
        };
    }

    /** An object, a line for each member that has a value. */
    static String lines(JsonNode object) {
        int width =
                object.properties().stream()
                        .mapToInt(each -> each.getKey().length())
                        .max()
                        .orElse(0);
        return object.properties().stream()
                .filter(member -> !cell(member.getValue()).isEmpty())
                .map(member ->
                        member.getKey()
                                + " ".repeat(width - member.getKey().length())
                                + "  "
                                + cell(member.getValue())
                                + System.lineSeparator())
                .collect(Collectors.joining());
    }

    private static boolean isLimit(JsonNode object) {
        return object.has("amount") && object.has("window");
    }

    private static String limit(JsonNode limit) {
        return "%s %s/%s %s per %s"
                .formatted(
                        limit.path("name").asText(),
                        limit.path("amount").asText(),
                        limit.path("window").asText(),
                        limit.path("kind").asText(),
                        limit.path("scope").asText());
    }

    private static String members(JsonNode object) {
        return object.properties().stream()
                .filter(member -> !cell(member.getValue()).isEmpty())
                .map(member -> member.getKey() + "=" + cell(member.getValue()))
                .collect(Collectors.joining(" "));
    }
}
