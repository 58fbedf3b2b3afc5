package io.tollgate.admin.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.schemas.Operator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One request as a resource sees it.
 *
 * @param target path and query, as they came
 * @param parts the named parts of the path
 * @param members the members of the query
 * @param headers values of a header, by its name
 * @param body of any media type; to be read once
 * @param peer address of the other end of the connection, a proxy's if there is one
 * @param operator who calls, empty where no permission is needed
 */
public record Call(
        String target,
        Map<String, String> parts,
        Map<String, List<String>> members,
        Function<String, List<String>> headers,
        Body body,
        String peer,
        Optional<Operator> operator) {
    private static final String JSON = "application/json";
    private static final List<String> LINES =
            List.of("application/x-ndjson", "application/ndjson", "application/jsonl");

    /** A named part of the path. */
    public String part(String name) {
        String value = parts.get(name);
        if (value == null) {
            throw new IllegalStateException("the path has no part " + name);
        }
        return value;
    }

    /** The same call with its body at hand. */
    Call withBody(Body other) {
        return new Call(target, parts, members, headers, other, peer, operator);
    }

    /** The query, to be read. */
    public Query query() {
        return new Query(members);
    }

    /** A header that may be given once. */
    public Optional<String> header(String name) {
        List<String> values = headers.apply(name);
        if (values.size() > 1) {
            throw new ProblemException(
                    ProblemType.INVALID_HEADER, name + " is given " + values.size() + " times");
        }
        return values.stream().findFirst();
    }

    /** The body as JSON of any kind. */
    public JsonNode json() {
        demandJson();
        return Json.read(body.whole());
    }

    /** Reads the body as a JSON object. */
    public <T> T read(Function<JsonFields, T> reader) {
        demandJson();
        return JsonFields.read(body.whole(), reader);
    }

    /** The body as lines of JSON. */
    public BodyLines lines() {
        if (!hasLines()) {
            throw unsupported(LINES.getFirst());
        }
        return body.lines();
    }

    /** Whether the body says that it is lines of JSON, of any number. */
    boolean hasLines() {
        return LINES.contains(mediaType());
    }

    /** The media type of the body in lower case without its parameters, empty if none is named. */
    public String mediaType() {
        return header("Content-Type")
                .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .orElse("");
    }

    private void demandJson() {
        String type = mediaType();
        if (!type.equals(JSON) && !type.matches("application/[a-z0-9.+-]+\\+json")) {
            throw unsupported(JSON);
        }
    }

    private ProblemException unsupported(String right) {
        String type = mediaType();
        return new ProblemException(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        "Content-Type must be "
                                + right
                                + ", not "
                                + (type.isEmpty() ? "missing" : "'" + type + "'"))
                .with("Accept", right);
    }

    /** Id of who calls. */
    public String actor() {
        return operator.orElseThrow().getOperatorId();
    }
}
