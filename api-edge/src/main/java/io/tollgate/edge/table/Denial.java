package io.tollgate.edge.table;

import io.tollgate.schemas.Environment;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationAction;
import io.tollgate.schemas.RevocationKind;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A revocation in force. Immutable.
 *
 * @param targets which keys it names, any of them
 * @param revokes whether it ends their use, or suspends it
 * @param issuedBeforeMillis it hits only keys that came to us before
 * @param endsAtMillis when it ends by itself
 */
record Denial(
        Set<DenialTarget> targets, boolean revokes, long issuedBeforeMillis, long endsAtMillis) {

    /**
     * Decodes a revocation that was not withdrawn.
     *
     * @throws IllegalArgumentException if this version can't enforce what the record says
     */
    static Denial of(Revocation revocation) {
        if (revocation.getKind() != RevocationKind.REVOCATION) {
            throw new IllegalArgumentException("a record of an unknown kind");
        }
        if (revocation.getAction() == RevocationAction.UNKNOWN) {
            throw new IllegalArgumentException("an unknown action");
        }
        if (revocation.getEnvironment() == Environment.UNKNOWN) {
            throw new IllegalArgumentException("an unknown environment");
        }
        boolean revokes = revocation.getAction() == RevocationAction.REVOKE;
        return new Denial(
                targets(revocation),
                revokes,
                millis(revocation.getIssuedBefore()),
                revokes ? Long.MAX_VALUE : millis(revocation.getEndsAt()));
    }

    /** Whether it names a key and the key came to us early enough. */
    boolean hits(KeyEntry key) {
        // All targets of one denial have the same shape.
        int shape = targets.iterator().next().shape();
        return key.createdAtMillis() < issuedBeforeMillis
                && targets.contains(DenialTarget.naming(key, shape));
    }

    private static Set<DenialTarget> targets(Revocation revocation) {
        List<String> keyIds = revocation.getKeyIds();
        return keyIds.isEmpty()
                ? Set.of(target(revocation, null))
                : keyIds.stream()
                        .map(keyId -> target(revocation, keyId))
                        .collect(Collectors.toUnmodifiableSet());
    }

    private static DenialTarget target(Revocation revocation, @Nullable String keyId) {
        return new DenialTarget(
                keyId,
                named(revocation.getOwnerId()),
                named(revocation.getPlanId()),
                revocation.getEnvironment(),
                named(revocation.getImportBatch()));
    }

    private static @Nullable String named(String id) {
        return id.isEmpty() ? null : id;
    }

    private static long millis(@Nullable Instant instant) {
        return instant == null ? Long.MAX_VALUE : instant.toEpochMilli();
    }
}
