package io.tollgate.admin.resource;

import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationAction;
import java.time.Instant;
import java.util.Collection;

/** Whether a key can be used, and why not: what the key says together with what hits it. */
public enum KeyStanding {
    /** It can be used. */
    ACTIVE,
    /** Its time is over. */
    EXPIRED,
    /** It is paused. */
    SUSPENDED,
    /** Its use has ended. */
    REVOKED,
    /** It is gone, and only remembered. */
    DELETED;

    /**
     * The standing of a key at a time. What is final wins over what may change.
     *
     * @param hits the revocations in force that hit the key
     */
    public static KeyStanding of(ApiKey key, Collection<Revocation> hits, Instant now) {
        if (key.getState() == KeyState.DELETED) {
            return DELETED;
        }
        if (key.getState() == KeyState.REVOKED || has(hits, RevocationAction.REVOKE)) {
            return REVOKED;
        }
        if (key.getExpiresAt() != null && !now.isBefore(key.getExpiresAt())) {
            return EXPIRED;
        }
        // An action that we don't know is obeyed as a suspension: deny wins.
        return hits.isEmpty() ? ACTIVE : SUSPENDED;
    }

    private static boolean has(Collection<Revocation> hits, RevocationAction action) {
        return hits.stream().anyMatch(hit -> hit.getAction() == action);
    }
}
