package io.tollgate.admin.revocation;

import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationAction;
import java.time.Instant;
import java.util.stream.Stream;

/** Which keys a revocation hits, and when: the same rule that edges obey. */
public final class RevocationMatch {
    private RevocationMatch() {}

    /**
     * Whether a revocation counts at a time: not withdrawn, nor a suspension or tightening that is
     * over.
     */
    public static boolean inForce(Revocation revocation, Instant now) {
        boolean over =
                (revocation.getAction() == RevocationAction.SUSPEND || !forbids(revocation))
                        && revocation.getEndsAt() != null
                        && !now.isBefore(revocation.getEndsAt());
        return revocation.getWithdrawnAt() == null && !over;
    }

    /** Whether it forbids the use of keys, rather than only slowing it. */
    public static boolean forbids(Revocation revocation) {
        return revocation.getAction() != RevocationAction.TIGHTEN;
    }

    /**
     * Whether a key matches every member of the target that is set. A target without any hits
     * nothing.
     */
    public static boolean hits(Revocation revocation, ApiKey key) {
        return hasTarget(revocation)
                && (revocation.getKeyIds().isEmpty()
                        || revocation.getKeyIds().contains(key.getKeyId()))
                && matches(revocation.getOwnerId(), key.getOwnerId())
                && matches(revocation.getPlanId(), key.getPlanId())
                && matches(revocation.getImportBatch(), key.getImportBatch())
                && (revocation.getEnvironment() == null
                        || revocation.getEnvironment() == key.getEnvironment())
                && (revocation.getIssuedBefore() == null
                        || key.getCreatedAt().isBefore(revocation.getIssuedBefore()));
    }

    /** Whether one member of its target is set, so that it hits every key that has it. */
    static boolean namesOneMember(Revocation revocation) {
        return Stream.of(
                                !revocation.getKeyIds().isEmpty(),
                                !revocation.getOwnerId().isEmpty(),
                                !revocation.getPlanId().isEmpty(),
                                !revocation.getImportBatch().isEmpty(),
                                revocation.getEnvironment() != null,
                                revocation.getIssuedBefore() != null)
                        .filter(set -> set)
                        .count()
                == 1;
    }

    private static boolean hasTarget(Revocation revocation) {
        return !revocation.getKeyIds().isEmpty()
                || !revocation.getOwnerId().isEmpty()
                || !revocation.getPlanId().isEmpty()
                || !revocation.getImportBatch().isEmpty()
                || revocation.getEnvironment() != null
                || revocation.getIssuedBefore() != null;
    }

    private static boolean matches(String wanted, String actual) {
        return wanted.isEmpty() || wanted.equals(actual);
    }
}
