package io.tollgate.edge.table;

import io.tollgate.schemas.Environment;
import org.jspecify.annotations.Nullable;

/**
 * Which keys a revocation names: those that match every member that is set. Immutable.
 *
 * @param keyId a key, or null for any
 * @param ownerId an owner, or null for any
 * @param planId a plan, or null for any
 * @param environment an environment, or null for any
 * @param importBatch an import of keys, or null for any
 */
public record DenialTarget(
        @Nullable String keyId,
        @Nullable String ownerId,
        @Nullable String planId,
        @Nullable Environment environment,
        @Nullable String importBatch) {
    private static final int KEY = 1;
    private static final int OWNER = 2;
    private static final int PLAN = 4;
    private static final int ENVIRONMENT = 8;
    private static final int BATCH = 16;

    /** How many shapes there are; {@link Denials} has an int with a bit for each. */
    static final int SHAPES = 32;

    /** Which members are set, as a number below {@link #SHAPES}. */
    int shape() {
        return (keyId == null ? 0 : KEY)
                + (ownerId == null ? 0 : OWNER)
                + (planId == null ? 0 : PLAN)
                + (environment == null ? 0 : ENVIRONMENT)
                + (importBatch == null ? 0 : BATCH);
    }

    /** The one target of a shape that names a key. */
    static DenialTarget naming(KeyEntry key, int shape) {
        return new DenialTarget(
                (shape & KEY) == 0 ? null : key.keyId(),
                (shape & OWNER) == 0 ? null : key.ownerId(),
                (shape & PLAN) == 0 ? null : key.planId(),
                (shape & ENVIRONMENT) == 0 ? null : key.environment(),
                (shape & BATCH) == 0 ? null : key.importBatch());
    }
}
