package io.tollgate.edge.limit;

import io.tollgate.schemas.Charge;
import java.util.ArrayList;
import java.util.List;

/**
 * What the requests of one key are charged against: its limits and their counters, found once. Not
 * thread-safe; callers hold the owner's lock.
 */
final class Account {
    private final List<LimitSpec> limits;
    private final List<LimitCounter> counters;

    /** What the last request was charged, which most are charged as well until a window ends. */
    private List<Charge> charges = List.of();

    /** Filled for each request, which is told of a copy. */
    private final Quota[] quotas;

    /** An account of limits, each with its counter at the same place. */
    Account(List<LimitSpec> limits, List<LimitCounter> counters) {
        this.limits = limits;
        this.counters = counters;
        this.quotas = new Quota[limits.size()];
    }

    /** Whether it is of these limits. */
    boolean isOf(List<LimitSpec> others) {
        return limits.equals(others);
    }

    /** As {@link LimitLedger#charge}; {@code blind} says that views do not come. */
    LimitDecision charge(
            long cost, boolean patient, FleetPlace fleet, boolean blind, long nowMillis) {
        boolean hold = false;
        LimitSpec refusing = null;
        long retryAfterSeconds = 0;
        for (int i = 0; i < limits.size(); i++) {
            LimitSpec limit = limits.get(i);
            LimitCounter counter = counters.get(i);
            counter.advance(limit.window(), nowMillis);
            if (!limit.enforced()) {
                continue;
            }
            switch (counter.standing(limit, cost, fleet, blind, nowMillis)) {
                case ADMIT -> {}
                case HOLD -> hold = true;
                case REFUSE -> {
                    long seconds = counter.retryAfterSeconds(limit, cost, nowMillis);
                    if (seconds > retryAfterSeconds) {
                        refusing = limit;
                        retryAfterSeconds = seconds;
                    }
                }
            }
        }
        if (refusing != null) {
            return new LimitDecision.Exhausted(refusing, retryAfterSeconds, quotas(nowMillis));
        }
        return hold && patient ? new LimitDecision.Hold() : chargeAll(cost, fleet, nowMillis);
    }

    private LimitDecision chargeAll(long cost, FleetPlace fleet, long nowMillis) {
        boolean same = charges.size() == limits.size();
        boolean urgent = false;
        for (int i = 0; i < limits.size(); i++) {
            LimitSpec limit = limits.get(i);
            LimitCounter counter = counters.get(i);
            counter.charge(cost);
            urgent |= counter.urgent(limit, fleet, nowMillis);
            same = same && charges.get(i).equals(counter.asCharge(limit, cost));
        }
        if (!same) {
            charges = charges(cost);
        }
        return new LimitDecision.Charged(charges, quotas(nowMillis), urgent);
    }

    private List<Charge> charges(long cost) {
        var all = new ArrayList<Charge>(limits.size());
        for (int i = 0; i < limits.size(); i++) {
            all.add(counters.get(i).asCharge(limits.get(i), cost));
        }
        return List.copyOf(all);
    }

    private List<Quota> quotas(long nowMillis) {
        for (int i = 0; i < quotas.length; i++) {
            quotas[i] = quota(limits.get(i), counters.get(i), nowMillis);
        }
        return List.of(quotas);
    }

    private static Quota quota(LimitSpec limit, LimitCounter counter, long nowMillis) {
        long remaining = Math.max(0, limit.amount() - counter.used(limit.window(), nowMillis));
        long reset =
                remaining == 0
                        ? counter.retryAfterSeconds(limit, 1, nowMillis)
                        : Math.max(1, Math.ceilDiv(counter.end() - nowMillis, 1000L));
        return new Quota(limit, remaining, reset);
    }
}
