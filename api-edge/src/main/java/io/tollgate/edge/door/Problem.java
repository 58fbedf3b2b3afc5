package io.tollgate.edge.door;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tollgate.schemas.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** A kind of answer that is not what the client asked for, as RFC 9457 wants it told. */
public enum Problem {
    NO_CREDENTIAL(401, "A key is needed"),
    MALFORMED_CREDENTIAL(400, "The credential is malformed"),
    INVALID_KEY(401, "The key is not valid"),
    NO_ROUTE(404, "Nothing is here"),
    FORBIDDEN(403, "The key may not do this"),
    LIMITED(429, "A limit is used up"),
    NOT_READY(503, "Not ready yet"),
    STALE(503, "Cut off for too long"),
    OVERLOADED(503, "Too much to do"),
    BAD_REQUEST(400, "The request is not valid"),
    REQUEST_TIMEOUT(408, "The request took too long"),
    BODY_TOO_LARGE(413, "The request's body is too large"),
    URI_TOO_LONG(414, "The request's target is too long"),
    HEADERS_TOO_LARGE(431, "The request's head is too large"),
    INTERNAL_ERROR(500, "Something went wrong here"),
    NOT_SUPPORTED(501, "Not supported"),
    UPSTREAM_FAILED(502, "The server behind failed"),
    UPSTREAM_TIMEOUT(504, "The server behind took too long");

    private static final String PREFIX = "urn:tollgate:problem:";

    private final int status;
    private final String head;

    Problem(int status, String title) {
        this.status = status;
        this.head =
                "{\"type\":\""
                        + PREFIX
                        + name().toLowerCase(Locale.ROOT).replace('_', '-')
                        + "\",\"title\":\""
                        + title
                        + "\",\"status\":"
                        + status
                        + ",\"detail\":\"";
    }

    /** HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** The problem that tells an outcome; keys that are not valid look all alike. */
    public static Problem of(Outcome outcome) {
        return switch (outcome) {
            case NO_CREDENTIAL -> NO_CREDENTIAL;
            case MALFORMED -> MALFORMED_CREDENTIAL;
            case UNKNOWN_KEY, EXPIRED, REVOKED, SUSPENDED -> INVALID_KEY;
            case NO_ROUTE -> NO_ROUTE;
            case FORBIDDEN -> FORBIDDEN;
            case LIMITED -> LIMITED;
            case NOT_READY -> NOT_READY;
            case STALE -> STALE;
            case OVERLOADED -> OVERLOADED;
            case BAD_REQUEST -> BAD_REQUEST;
            case ADMITTED, UNKNOWN -> INTERNAL_ERROR;
        };
    }

    /** The body of an answer. */
    byte[] body(String detail) {
        return (head + escaped(detail) + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    /** The body of an answer that names the limits which it is about. */
    byte[] body(String detail, List<String> violatedPolicies) {
        String names =
                String.join(
                        ",",
                        violatedPolicies.stream().map(name -> '"' + escaped(name) + '"').toList());
        return (head + escaped(detail) + "\",\"violated-policies\":[" + names + "]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String escaped(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }
}
