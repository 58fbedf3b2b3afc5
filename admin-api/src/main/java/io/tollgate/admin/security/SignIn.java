package io.tollgate.admin.security;

import io.tollgate.schemas.Operator;
import java.util.Optional;

/** A way to sign in beside operators' own tokens. Thread-safe. */
@FunctionalInterface
public interface SignIn {
    /**
     * Whose a token is; empty if it is none of this kind.
     *
     * @throws io.tollgate.admin.http.ProblemException if it is one of this kind that is not good,
     *     or can't be looked at now
     */
    Optional<Operator> known(String token);
}
