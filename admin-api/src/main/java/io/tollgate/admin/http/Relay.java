package io.tollgate.admin.http;

import java.util.function.Function;

/** Has calls that may change something answered by the one instance that writes. Thread-safe. */
@FunctionalInterface
public interface Relay {
    /** For calls that any instance answers by itself. */
    Relay NONE = (call, _, here) -> here.apply(call);

    /**
     * Answers a call.
     *
     * @param here answers it where this is the instance that writes
     * @throws ProblemException if nobody can
     */
    Answer answer(Call call, Endpoint endpoint, Function<Call, Answer> here);
}
