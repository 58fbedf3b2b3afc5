package io.tollgate.admin.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Ends a call with a problem. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final transient Map<String, String> headers = new LinkedHashMap<>();

    /** A problem in a sentence. */
    public ProblemException(ProblemType type, String detail) {
        this(Problem.of(type, detail));
    }

    /** A problem with members of the request. */
    public ProblemException(ProblemType type, List<FieldError> errors) {
        this(Problem.of(type, errors));
    }

    private ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    /** There is no such thing. */
    public static ProblemException notFound(String what, String id) {
        return new ProblemException(ProblemType.NOT_FOUND, "there is no " + what + " '" + id + "'");
    }

    /** Adds a header to the answer. */
    public ProblemException with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    /** What the answer says. */
    public Problem problem() {
        return problem;
    }

    /** Headers of the answer. */
    public Map<String, String> headers() {
        return headers;
    }
}
