package io.tollgate.admin.security;

import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.schemas.Operator;
import io.tollgate.schemas.OperatorState;
import io.tollgate.schemas.credentials.KeyHash;
import io.tollgate.schemas.credentials.Pepper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Knows operators by their bearer tokens, and what they may. Thread-safe. */
public final class Authenticator {
    private static final String CHALLENGE = "Bearer realm=\"tollgate-admin\"";
    private static final String SCHEME = "bearer ";

    private final Supplier<? extends Collection<Operator>> operators;
    private final Pepper pepper;
    private final InstantSource clock;
    private final List<? extends SignIn> others;

    /** Knows the operators that a table holds at the time of a call. */
    public Authenticator(
            Supplier<? extends Collection<Operator>> operators,
            Pepper pepper,
            InstantSource clock) {
        this(operators, pepper, clock, List.of());
    }

    /** Knows those, and who signs in otherwise. */
    public Authenticator(
            Supplier<? extends Collection<Operator>> operators,
            Pepper pepper,
            InstantSource clock,
            List<? extends SignIn> others) {
        this.operators = operators;
        this.pepper = pepper;
        this.clock = clock;
        this.others = List.copyOf(others);
    }

    /**
     * Lets a call pass that may.
     *
     * @param authorization the values of the header of this name
     * @return who calls; empty where nobody needs to be known
     * @throws ProblemException if nobody is signed in who may do this
     */
    public Optional<Operator> admit(List<String> authorization, Permission needed) {
        if (needed == Permission.PUBLIC) {
            return Optional.empty();
        }
        Operator operator = known(token(authorization));
        if (!Roles.allow(operator.getRole(), needed)) {
            throw forbidden(operator, needed);
        }
        return Optional.of(operator);
    }

    /** Refuses what an operator may not do. */
    public static void demand(Operator operator, Permission needed) {
        if (!Roles.allow(operator.getRole(), needed)) {
            throw forbidden(operator, needed);
        }
    }

    private static String token(List<String> authorization) {
        if (authorization.isEmpty()) {
            throw new ProblemException(
                            ProblemType.UNAUTHENTICATED,
                            "send a token as 'Authorization: Bearer <token>'")
                    .with("WWW-Authenticate", CHALLENGE);
        }
        String value = authorization.getFirst();
        if (authorization.size() > 1
                || !value.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                || value.substring(SCHEME.length()).isBlank()) {
            throw new ProblemException(
                            ProblemType.INVALID_HEADER,
                            "Authorization must be given once, as 'Bearer <token>'")
                    .with("WWW-Authenticate", CHALLENGE + ", error=\"invalid_request\"");
        }
        return value.substring(SCHEME.length()).strip();
    }

    private Operator known(String token) {
        byte[] newest = bytes(pepper.hash(token).hex());
        Instant now = clock.instant();
        return operators.get().stream()
                .filter(operator -> MessageDigest.isEqual(newest, bytes(newestHash(operator))))
                .filter(operator -> operator.getState() == OperatorState.ACTIVE)
                .filter(operator ->
                        operator.getExpiresAt() == null || now.isBefore(operator.getExpiresAt()))
                .findFirst()
                .or(() -> knownOtherwise(token))
                .orElseThrow(() ->
                        new ProblemException(
                                        ProblemType.UNAUTHENTICATED,
                                        "the token is not one of an active operator")
                                .with("WWW-Authenticate", CHALLENGE + ", error=\"invalid_token\""));
    }

    /** The hash of an operator's token, by the newest version of the pepper. */
    private String newestHash(Operator operator) {
        int version = operator.getPepperVersion();
        // One that this program lacks is told at its start.
        return version >= pepper.version()
                ? operator.getTokenHash()
                : pepper.renewed(KeyHash.fromHex(operator.getTokenHash()), version).hex();
    }

    private Optional<Operator> knownOtherwise(String token) {
        return others.stream().flatMap(way -> way.known(token).stream()).findFirst();
    }

    private static ProblemException forbidden(Operator operator, Permission needed) {
        return new ProblemException(
                ProblemType.FORBIDDEN,
                "this needs the permission "
                        + needed
                        + ", which the role "
                        + operator.getRole()
                        + " does not include");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
