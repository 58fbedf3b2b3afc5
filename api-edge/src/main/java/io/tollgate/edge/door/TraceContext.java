package io.tollgate.edge.door;

import java.util.List;
import java.util.regex.Pattern;

/** W3C trace context: one that is valid is passed on, any other replaced by a new one. */
final class TraceContext {
    static final String TRACEPARENT = "traceparent";
    static final String TRACESTATE = "tracestate";

    private static final Pattern VALID =
            Pattern.compile(
                    "(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
                            + "(?:-.*)?");
    private static final String NOT_SAMPLED = "00";

    private TraceContext() {}

    /** Whether a client's fields of the name {@code traceparent} are one valid parent. */
    static boolean isValid(List<String> parents) {
        return parents.size() == 1 && VALID.matcher(parents.getFirst()).matches();
    }

    /** A parent for a request that brought none; whether to record it is left to those behind. */
    static String fresh(RequestIds ids) {
        return "00-" + ids.next() + "-" + ids.nextSpan() + "-" + NOT_SAMPLED;
    }
}
