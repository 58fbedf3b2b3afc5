package io.tollgate.edge.table;

import io.tollgate.schemas.Environment;
import io.tollgate.schemas.Revocation;
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
 * @param action what it does about their use
 * @param ratePercent what a tightening leaves of the amounts of their rates
 * @param issuedBeforeMillis it hits only keys that came to us before
 * @param endsAtMillis when it ends by itself
 */
public record Denial(
        Set<DenialTarget> targets,
        Action action,
        int ratePercent,
        long issuedBeforeMillis,
        long endsAtMillis) {

    /** What is done about the use of keys, from the mildest on. */
    public enum Action {
        TIGHTEN,
        SUSPEND,
        REVOKE
    }

    /**
     * Decodes a revocation that was not withdrawn.
     *
     * @throws IllegalArgumentException if this version can't enforce what the record says
     */
    public static Denial of(Revocation revocation) {
        if (revocation.getKind() != RevocationKind.REVOCATION) {
            throw new IllegalArgumentException("a record of an unknown kind");
        }
        if (revocation.getEnvironment() == Environment.UNKNOWN) {
            throw new IllegalArgumentException("an unknown environment");
        }
        Action action = action(revocation);
        return new Denial(
                targets(revocation),
                action,
                action == Action.TIGHTEN ? ratePercent(revocation) : 100,
                millis(revocation.getIssuedBefore()),
                action == Action.REVOKE ? Long.MAX_VALUE : millis(revocation.getEndsAt()));
    }

    /** Whether it forbids the use of keys altogether. */
    public boolean forbids() {
        return action != Action.TIGHTEN;
    }

    /** Whether it names a key and the key came to us early enough. */
    public boolean hits(KeyEntry key) {
        // All targets of one denial have the same shape.
        int shape = targets.iterator().next().shape();
        return key.createdAtMillis() < issuedBeforeMillis
                && targets.contains(DenialTarget.naming(key, shape));
    }

    private static Action action(Revocation revocation) {
        return switch (revocation.getAction()) {
            case UNKNOWN -> throw new IllegalArgumentException("an unknown action");
            case TIGHTEN -> Action.TIGHTEN;
            case SUSPEND -> Action.SUSPEND;
            case REVOKE -> Action.REVOKE;
        };
    }

    private static int ratePercent(Revocation revocation) {
        int percent = revocation.getRatePercent();
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("rates can't be lowered to " + percent + " percent");
        }
        return percent;
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
