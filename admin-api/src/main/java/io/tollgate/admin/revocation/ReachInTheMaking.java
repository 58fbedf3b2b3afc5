package io.tollgate.admin.revocation;

import io.tollgate.admin.resource.Reach;
import io.tollgate.schemas.Revocation;
import java.util.HashSet;
import java.util.Set;

/** Gathers whom revocations may hit. Not thread-safe. */
final class ReachInTheMaking {
    private final Set<String> keyIds = new HashSet<>();
    private final Set<String> ownerIds = new HashSet<>();
    private final Set<String> planIds = new HashSet<>();
    private final Set<String> importBatches = new HashSet<>();
    private final Set<String> wholePlanIds = new HashSet<>();
    private final Set<String> wholeImportBatches = new HashSet<>();
    private boolean anybody;

    /** Adds a revocation that is in force: one member that it names is enough to find its keys. */
    void add(Revocation revocation) {
        boolean whole = RevocationMatch.namesOneMember(revocation);
        if (!revocation.getKeyIds().isEmpty()) {
            keyIds.addAll(revocation.getKeyIds());
        } else if (!revocation.getOwnerId().isEmpty()) {
            ownerIds.add(revocation.getOwnerId());
        } else if (!revocation.getPlanId().isEmpty()) {
            planIds.add(revocation.getPlanId());
            if (whole) {
                wholePlanIds.add(revocation.getPlanId());
            }
        } else if (!revocation.getImportBatch().isEmpty()) {
            importBatches.add(revocation.getImportBatch());
            if (whole) {
                wholeImportBatches.add(revocation.getImportBatch());
            }
        } else {
            anybody = true;
        }
    }

    Reach made() {
        return new Reach(
                keyIds,
                ownerIds,
                planIds,
                importBatches,
                wholePlanIds,
                wholeImportBatches,
                anybody);
    }
}
