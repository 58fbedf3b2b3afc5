package io.tollgate.admin.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.stream.Collectors;

/** The body of an answer that says what went wrong, after RFC 9457. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type, String title, int status, String detail, List<FieldError> errors) {
    /** Media type of a problem. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** A problem in a sentence. */
    public static Problem of(ProblemType type, String detail) {
        return new Problem(type.urn(), type.title(), type.status(), detail, List.of());
    }

    /** A problem with members of the request. */
    public static Problem of(ProblemType type, List<FieldError> errors) {
        String detail =
                errors.stream()
                        .map(error -> error.field() + ": " + error.message())
                        .collect(Collectors.joining("; "));
        return new Problem(type.urn(), type.title(), type.status(), detail, errors);
    }

    /** A problem that only HTTP has a word for. */
    public static Problem ofStatus(int status, String title, String detail) {
        return new Problem("about:blank", title, status, detail, List.of());
    }
}
