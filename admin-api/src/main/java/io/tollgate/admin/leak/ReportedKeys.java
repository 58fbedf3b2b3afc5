package io.tollgate.admin.leak;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Json;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.schemas.credentials.KeyForm;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody filled into the form, or sent as JSON with the same members. Nothing of it is ever
 * quoted: not in an answer, not in an error.
 *
 * @param secrets the keys
 * @param url where they were found, empty if nobody said
 */
record ReportedKeys(List<String> secrets, String url) {
    static final String FORM = "application/x-www-form-urlencoded";
    static final String JSON = "application/json";

    private static final int MOST_BYTES = 8_192;
    private static final int MOST_KEYS = 20;
    private static final String ONE_KEY = "[\\x21-\\x7e]{8,512}";

    /** Reads the body; says what is wrong with it without a word of it. */
    static ReportedKeys read(Call call, List<KeyForm> forms) {
        String type = call.mediaType();
        if (!type.equals(FORM) && !type.equals(JSON)) {
            throw new ProblemException(
                            ProblemType.UNSUPPORTED_MEDIA_TYPE,
                            "Content-Type must be " + FORM + " or " + JSON)
                    .with("Accept", FORM + ", " + JSON);
        }
        byte[] body = call.body().whole();
        if (body.length > MOST_BYTES) {
            throw new ProblemException(
                    ProblemType.CONTENT_TOO_LARGE,
                    "a report must not be larger than " + MOST_BYTES + " bytes");
        }
        Map<String, String> members = type.equals(FORM) ? form(body) : json(body);
        return new ReportedKeys(
                secrets(members.getOrDefault("key", "").strip(), forms),
                members.getOrDefault("url", "").strip());
    }

    @Override
    public String toString() {
        return "ReportedKeys[" + secrets.size() + "]";
    }

    /** What is pasted may have more around the key: a header's name, a whole command. */
    private static List<String> secrets(String pasted, List<KeyForm> forms) {
        List<String> found =
                KeyFinder.in(pasted, forms).stream()
                        .map(FoundKey::secret)
                        .distinct()
                        .limit(MOST_KEYS)
                        .toList();
        if (!found.isEmpty()) {
            return found;
        }
        // Keys that were imported have forms of their own.
        if (!pasted.matches(ONE_KEY)) {
            throw invalid("the key is missing, or it is not one word of 8 to 512 characters");
        }
        return List.of(pasted);
    }

    private static Map<String, String> form(byte[] body) {
        var members = new HashMap<String, String>();
        for (String pair : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                put(
                        members,
                        decoded(pair.substring(0, equals)),
                        decoded(pair.substring(equals + 1)));
            }
        }
        return members;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid("the body is not a form as browsers write it");
        }
    }

    private static Map<String, String> json(byte[] body) {
        JsonNode object = read(body).filter(JsonNode::isObject).orElseThrow(ReportedKeys::notJson);
        var members = new HashMap<String, String>();
        for (var member : object.properties()) {
            if (!member.getValue().isTextual()) {
                throw notJson();
            }
            put(members, member.getKey(), member.getValue().textValue());
        }
        return members;
    }

    private static Optional<JsonNode> read(byte[] body) {
        try {
            return Optional.of(Json.read(body));
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }

    private static void put(Map<String, String> members, String name, String value) {
        if (members.put(name, value) != null) {
            throw invalid("a member is given twice");
        }
    }

    private static ProblemException notJson() {
        return invalid("the body must be a JSON object such as {\"key\": \"…\", \"url\": \"…\"}");
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(ProblemType.INVALID_BODY, detail);
    }
}
