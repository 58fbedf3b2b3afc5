package io.tollgate.admin.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a resource answers. Immutable, as long as nobody writes into its body. */
public final class Answer {
    private final int status;
    private final String contentType;
    private final byte[] body;
    private final Map<String, String> headers;

    /** An answer in any form. */
    public Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        this.headers = headers;
    }

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

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** The type of the problem that it tells of, or else its status. */
    public String result() {
        return contentType.equals(Problem.MEDIA_TYPE)
                ? Json.read(body).path("type").asText()
                : String.valueOf(status);
    }

    /** Media type of the body, empty if there is none. */
    public String contentType() {
        return contentType;
    }

    /** The body. */
    public byte[] body() {
        return body;
    }

    /** Headers beside those that every answer has. */
    public Map<String, String> headers() {
        return headers;
    }
}
