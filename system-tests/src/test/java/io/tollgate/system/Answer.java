package io.tollgate.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * An answer as it came over the wire.
 *
 * @param head status line and fields, without the empty line
 */
record Answer(int status, String head, String body) {
    /** The value of a field that comes once. */
    Optional<String> field(String name) {
        List<String> values = fields(name);
        if (values.size() > 1) {
            throw new AssertionError(name + " came " + values.size() + " times:\n" + this);
        }
        return values.stream().findFirst();
    }

    /** The values of all fields of a name. */
    List<String> fields(String name) {
        return head.lines()
                .skip(1)
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
    }

    /** The body as JSON. */
    JsonNode json() {
        return Json.parse(body);
    }

    /** What kind of problem the body tells of, without the part that all have in common. */
    String problem() {
        String type = json().path("type").asText();
        if (!type.startsWith("urn:tollgate:problem:")) {
            throw new AssertionError("no problem of ours:\n" + this);
        }
        return type.substring("urn:tollgate:problem:".length());
    }

    @Override
    public String toString() {
        return head + "\n\n" + body;
    }
}
