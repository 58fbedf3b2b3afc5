package io.tollgate.edge.table;

import io.tollgate.edge.limit.LimitSpec;
import io.tollgate.schemas.Enforcement;
import io.tollgate.schemas.Limit;
import io.tollgate.schemas.Owner;
import io.tollgate.schemas.OwnerState;
import io.tollgate.schemas.Plan;
import io.tollgate.schemas.PlanState;
import io.tollgate.schemas.WhenStale;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The plans and owners that an edge knows, and what follows from them for a key. Thread-safe;
 * changes come from one thread.
 */
public final class Agreements {
    /** A side of an agreement, decoded; broken holds what is wrong with its record. */
    private record Side(
            boolean deleted,
            boolean refuseWhenStale,
            boolean enforced,
            List<Limit> limits,
            @Nullable String broken) {}

    /** Terms, what they were made from, and how many changes there had been before. */
    record Agreed(long changes, Side plan, Side owner, Terms terms) {}

    private static final Side ABSENT = new Side(false, true, true, List.of(), "missing");

    private final Map<String, Side> plans = new ConcurrentHashMap<>();
    private final Map<String, Side> owners = new ConcurrentHashMap<>();

    /** Counts what {@link #plans} and {@link #owners} have taken in. */
    private final AtomicLong changes = new AtomicLong();

    /** What holds for a key now. */
    public Terms of(KnownKey key) {
        long before = changes.get();
        Agreed last = key.agreed();
        if (last != null && last.changes() == before) {
            return last.terms();
        }
        KeyEntry entry = key.entry();
        Side plan = plans.getOrDefault(entry.planId(), ABSENT);
        Side owner = owners.getOrDefault(entry.ownerId(), ABSENT);
        Terms terms =
                last != null && last.plan().equals(plan) && last.owner().equals(owner)
                        ? last.terms()
                        : terms(entry, plan, owner);
        key.agree(new Agreed(before, plan, owner, terms));
        return terms;
    }

    /** Whether an edge that is cut off stops admitting at some time, whatever the key. */
    public boolean allRefuseWhenStale() {
        return plans.values().stream().allMatch(plan -> plan.deleted || plan.refuseWhenStale);
    }

    /** Takes in a plan. */
    public void plan(String planId, Plan plan) {
        boolean unknown = plan.getState() == PlanState.UNKNOWN;
        change(
                plans,
                planId,
                new Side(
                        plan.getState() == PlanState.DELETED,
                        plan.getWhenStale() != WhenStale.SERVE,
                        plan.getEnforcement() != Enforcement.OBSERVE,
                        List.copyOf(plan.getLimits()),
                        unknown ? "in a state that this version does not know" : null));
    }

    void brokenPlan(String planId, String what) {
        change(plans, planId, broken(what));
    }

    void noPlan(String planId) {
        plans.remove(planId);
        changes.incrementAndGet();
    }

    Set<String> planIds() {
        return Set.copyOf(plans.keySet());
    }

    Set<String> ownerIds() {
        return Set.copyOf(owners.keySet());
    }

    /** Takes in an owner. */
    public void owner(String ownerId, Owner owner) {
        boolean unknown = owner.getState() == OwnerState.UNKNOWN;
        change(
                owners,
                ownerId,
                new Side(
                        owner.getState() == OwnerState.DELETED,
                        false,
                        true,
                        List.copyOf(owner.getLimits()),
                        unknown ? "in a state that this version does not know" : null));
    }

    void brokenOwner(String ownerId, String what) {
        change(owners, ownerId, broken(what));
    }

    void noOwner(String ownerId) {
        owners.remove(ownerId);
        changes.incrementAndGet();
    }

    private void change(Map<String, Side> sides, String id, Side side) {
        sides.put(id, side);
        changes.incrementAndGet();
    }

    private Side broken(String what) {
        return new Side(false, true, true, List.of(), what);
    }

    private static Terms terms(KeyEntry key, Side plan, Side owner) {
        if (owner.deleted) {
            return new Terms.OwnerDeleted();
        }
        if (owner.broken != null) {
            return new Terms.Missing("the record of the key's owner is " + owner.broken);
        }
        if (plan.broken != null || plan.deleted) {
            return new Terms.Missing(
                    "the record of the key's plan is "
                            + (plan.broken == null ? "deleted" : plan.broken));
        }
        try {
            return new Terms.Granted(limits(key, plan, owner), plan.refuseWhenStale);
        } catch (IllegalArgumentException e) {
            return new Terms.Missing("a limit of the key can't be enforced: " + e.getMessage());
        }
    }

    private static List<LimitSpec> limits(KeyEntry key, Side plan, Side owner) {
        var byName = new LinkedHashMap<String, LimitSpec>();
        for (Limit limit : plan.limits) {
            byName.put(limit.getName(), LimitSpec.of(limit, plan.enforced));
        }
        for (Limit limit : owner.limits) {
            if (byName.containsKey(limit.getName())) {
                byName.put(limit.getName(), LimitSpec.of(limit, plan.enforced));
            }
        }
        for (LimitSpec limit : key.limits()) {
            byName.computeIfPresent(
                    limit.name(),
                    (_, _) ->
                            new LimitSpec(
                                    limit.name(),
                                    limit.amount(),
                                    limit.window(),
                                    limit.scope(),
                                    plan.enforced));
        }
        return List.copyOf(byName.values());
    }
}
