package io.tollgate.admin.http;

import io.tollgate.admin.table.WriteRefusedException;
import java.util.Locale;

/** What can go wrong with a call; each has a stable name, which clients may rely on. */
public enum ProblemType {
    /** The request itself is broken. */
    INVALID_REQUEST(400, "Invalid request"),
    /** The body is not what the resource takes. */
    INVALID_BODY(400, "Invalid body"),
    /** The query has members that are wrong or unknown. */
    INVALID_PARAMETER(400, "Invalid query parameter"),
    /** A request header has a value that it can't have. */
    INVALID_HEADER(400, "Invalid header"),
    /** There is no valid token. */
    UNAUTHENTICATED(401, "Not signed in"),
    /** The operator may not do this. */
    FORBIDDEN(403, "Not allowed"),
    /** The signature is missing, or is not one over this body by a key that is listed. */
    WRONG_SIGNATURE(403, "Not signed as it must be"),
    /** There is no such thing. */
    NOT_FOUND(404, "Not found"),
    /** The resource has no such method. */
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    /** Creation never overwrites. */
    ALREADY_EXISTS(409, "Already exists"),
    /** Something else still needs it. */
    IN_USE(409, "In use"),
    /** It is in a state that this does not fit. */
    CONFLICT(409, "Conflict"),
    /** It was there, and is not any more. */
    GONE(410, "No longer there"),
    /** It was changed since it was read. */
    STALE_VERSION(412, "Changed meanwhile"),
    /** The body is too large. */
    CONTENT_TOO_LARGE(413, "Body too large"),
    /** The address is too long. */
    URI_TOO_LONG(414, "Address too long"),
    /** The body is not JSON. */
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
    /** The Idempotency-Key came with another body before. */
    IDEMPOTENCY_KEY_REUSED(422, "Idempotency-Key used before"),
    /** The request's headers are too large. */
    HEADERS_TOO_LARGE(431, "Headers too large"),
    /** One source asks too often. */
    TOO_MANY_REQUESTS(429, "Too many requests"),
    /** Our mistake. */
    INTERNAL_ERROR(500, "Internal error"),
    /** Another instance writes. */
    FENCED(503, "Another instance writes"),
    /** The instance that writes can't be reached, or none does yet. */
    WRITER_UNREACHABLE(503, "Writing instance unreachable"),
    /** Kafka did not answer. */
    KAFKA_UNREACHABLE(503, "Kafka unreachable"),
    /** The keys that signatures are checked with can't be fetched. */
    SIGNING_KEYS_UNREACHABLE(503, "Signing keys unreachable"),
    /** The keys that ID tokens are checked with can't be fetched. */
    ISSUER_UNREACHABLE(503, "Issuer of ID tokens unreachable"),
    /** Too much at once. */
    BUSY(503, "Busy");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** What a write that was refused is as a problem. */
    public static ProblemType of(WriteRefusedException e) {
        return switch (e.reason()) {
            case FENCED -> FENCED;
            case UNREACHABLE -> KAFKA_UNREACHABLE;
            case BUSY -> BUSY;
        };
    }

    /** HTTP status of answers with this problem. */
    public int status() {
        return status;
    }

    /** The problem in two words. */
    public String title() {
        return title;
    }

    /** The stable name, a URN. */
    public String urn() {
        return "urn:tollgate:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
