package io.tollgate.admin.security;

import io.tollgate.schemas.credentials.Pepper;
import java.util.function.IntSupplier;

/**
 * What is hashed with at present.
 *
 * @param pepper all versions that this program knows
 * @param version the one that what is made now is hashed with: not newer than what the fleet knows
 */
public record Hashing(Pepper pepper, IntSupplier version) {
    /** Hashes with the newest version, whatever the fleet knows. */
    public static Hashing newest(Pepper pepper) {
        return new Hashing(pepper, pepper::version);
    }
}
