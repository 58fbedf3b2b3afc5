package io.tollgate.edge.credential;

import io.tollgate.schemas.credentials.KeyHash;

/** What a request brought to prove who sent it; exactly one variant holds. */
public sealed interface Credential {
    /** Nothing that could be a key. */
    record Missing() implements Credential {}

    /**
     * Something that cannot be a key.
     *
     * @param rule what is wrong, in words that never quote what was sent
     */
    record Malformed(String rule) implements Credential {}

    /** Two credentials that differ. */
    record Conflicting() implements Credential {}

    /** A key, hashed at the door; the secret itself is known nowhere behind it. */
    record Presented(KeyHash hash) implements Credential {}
}
