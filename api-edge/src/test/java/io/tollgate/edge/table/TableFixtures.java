package io.tollgate.edge.table;

import io.tollgate.edge.Samples;
import io.tollgate.schemas.OwnerState;
import io.tollgate.schemas.Plan;
import io.tollgate.schemas.Revocation;

/** Lets tests of other packages fill tables as readers do. */
public final class TableFixtures {
    private TableFixtures() {}

    /** Agrees on a plan without limits with an owner. */
    public static void agree(Agreements agreements, String ownerId, String planId) {
        agreements.owner(ownerId, Samples.owner(ownerId).build());
        agreements.plan(planId, Samples.plan(planId).build());
    }

    /** Puts a plan in force. */
    public static void plan(Agreements agreements, Plan plan) {
        agreements.plan(plan.getPlanId(), plan);
    }

    /** Removes a plan. */
    public static void noPlan(Agreements agreements, String planId) {
        agreements.noPlan(planId);
    }

    /** Removes an owner. */
    public static void noOwner(Agreements agreements, String ownerId) {
        agreements.noOwner(ownerId);
    }

    /** Puts an owner in force that was deleted. */
    public static void deleteOwner(Agreements agreements, String ownerId) {
        agreements.owner(ownerId, Samples.owner(ownerId).setState(OwnerState.DELETED).build());
    }

    /** Puts a revocation in force. */
    public static void deny(Denials denials, Revocation revocation) {
        denials.put(revocation.getRevocationId(), Denial.of(revocation));
    }

    /** Withdraws a revocation. */
    public static void withdraw(Denials denials, String revocationId) {
        denials.remove(revocationId);
    }

    /** An exception as the disk throws it. */
    public static TableUnreadableException failure() {
        return new TableUnreadableException("the disk is gone", new IllegalStateException("test"));
    }
}
