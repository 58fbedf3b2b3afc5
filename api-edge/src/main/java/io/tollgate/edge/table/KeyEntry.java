package io.tollgate.edge.table;

import io.tollgate.edge.limit.LimitSpec;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.KeyState;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A key as the hot path wants it: decoded once, immutable.
 *
 * @param limits limits that replace those of the same name in the plan and the owner
 * @param createdAtMillis when the key came to us
 * @param expiresAtMillis from when on it is refused, {@link Long#MAX_VALUE} if it does not expire
 * @param limitSubject the key that its limits count for: itself, or the first of the keys that it
 *     succeeds by rotation
 * @param importBatch the import that brought it, empty if it was made here
 */
public record KeyEntry(
        String keyId,
        String ownerId,
        String planId,
        Environment environment,
        Set<String> scopes,
        Map<String, String> tags,
        List<SourceRange> allowedSources,
        List<LimitSpec> limits,
        KeyState state,
        long createdAtMillis,
        long expiresAtMillis,
        String limitSubject,
        String importBatch) {

    /** A key that was made here and succeeds none. */
    public KeyEntry(
            String keyId,
            String ownerId,
            String planId,
            Environment environment,
            Set<String> scopes,
            Map<String, String> tags,
            List<SourceRange> allowedSources,
            List<LimitSpec> limits,
            KeyState state,
            long createdAtMillis,
            long expiresAtMillis) {
        this(
                keyId,
                ownerId,
                planId,
                environment,
                scopes,
                tags,
                allowedSources,
                limits,
                state,
                createdAtMillis,
                expiresAtMillis,
                keyId,
                "");
    }
}
