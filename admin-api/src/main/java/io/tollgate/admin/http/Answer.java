package io.tollgate.admin.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a resource answers. */
public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
    /** An answer in JSON. */
    public static Answer json(int status, Object value) {
        return new Answer(status, "application/json", Json.write(value), Map.of());
    }

    /** An answer in JSON, 200. */
    public static Answer ok(Object value) {
        return json(200, value);
    }

    /** An answer in another form, 200. */
    public static Answer text(String contentType, String text) {
        return new Answer(200, contentType, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** An answer without a body, 204. */
    public static Answer nothing() {
        return new Answer(204, "", new byte[0], Map.of());
    }

    /** An answer that says what went wrong. */
    public static Answer problem(Problem problem, Map<String, String> headers) {
        return new Answer(problem.status(), Problem.MEDIA_TYPE, Json.write(problem), headers);
    }

    /** The same answer with one header more. */
    public Answer with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, contentType, body, more);
    }
}
