package io.tollgate.edge.limit;

import io.tollgate.schemas.Charge;
import io.tollgate.schemas.LimitScope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All limits of one owner and its keys, under one lock, so that a request is charged against all of
 * its limits or none. Not thread-safe; callers hold its monitor.
 */
final class OwnerLimits {
    private final int partition;
    private final Map<Name, LimitCounter> counters = new HashMap<>();

    /**
     * What a counter is of. The window is part of it: an owner's keys may be on plans that give one
     * name to limits of different windows, which must not restart each other's count.
     */
    private record Name(String subject, String limit, LimitWindow window) {}

    /** The limits of an owner whose events go into a partition of {@code requests}. */
    OwnerLimits(int partition) {
        this.partition = partition;
    }

    int partition() {
        return partition;
    }

    /** The counter of a limit; of one whose window was changed, a new one. */
    LimitCounter counter(String subject, String limit, LimitWindow window) {
        var name = new Name(subject, limit, window);
        LimitCounter counter = counters.get(name);
        if (counter == null) {
            counter = new LimitCounter(31 * subject.hashCode() + limit.hashCode());
            counters.put(name, counter);
        }
        return counter;
    }

    LimitDecision charge(
            Request request,
            List<LimitSpec> limits,
            boolean patient,
            FleetPlace fleet,
            boolean blind) {
        boolean hold = false;
        LimitSpec refusing = null;
        long retryAfterSeconds = 0;
        var counters = new LimitCounter[limits.size()];
        for (int i = 0; i < counters.length; i++) {
            LimitSpec limit = limits.get(i);
            LimitCounter counter = counterFor(request, limit);
            counters[i] = counter;
            counter.advance(limit.window(), request.nowMillis());
            if (!limit.enforced()) {
                continue;
            }
            switch (counter.standing(limit, request.cost(), fleet, blind, request.nowMillis())) {
                case ADMIT -> {}
                case HOLD -> hold = true;
                case REFUSE -> {
                    long seconds =
                            counter.retryAfterSeconds(limit, request.cost(), request.nowMillis());
                    if (seconds > retryAfterSeconds) {
                        refusing = limit;
                        retryAfterSeconds = seconds;
                    }
                }
            }
        }
        if (refusing != null) {
            return new LimitDecision.Exhausted(
                    refusing, retryAfterSeconds, quotas(request, limits, counters));
        }
        return hold && patient
                ? new LimitDecision.Hold()
                : chargeAll(request, limits, counters, fleet);
    }

    /** Forgets counters that no longer matter, and says whether nothing is left. */
    boolean forget(long nowMillis) {
        counters.entrySet()
                .removeIf(entry -> entry.getValue().idle(entry.getKey().window(), nowMillis));
        return counters.isEmpty();
    }

    int size() {
        return counters.size();
    }

    private static LimitDecision chargeAll(
            Request request, List<LimitSpec> limits, LimitCounter[] counters, FleetPlace fleet) {
        var charges = new ArrayList<Charge>(counters.length);
        boolean urgent = false;
        for (int i = 0; i < counters.length; i++) {
            charges.add(counters[i].charge(limits.get(i), request.cost()));
            urgent |= counters[i].urgent(limits.get(i), fleet, request.nowMillis());
        }
        return new LimitDecision.Charged(charges, quotas(request, limits, counters), urgent);
    }

    private static List<Quota> quotas(
            Request request, List<LimitSpec> limits, LimitCounter[] counters) {
        var quotas = new ArrayList<Quota>(counters.length);
        for (int i = 0; i < counters.length; i++) {
            quotas.add(quota(request, limits.get(i), counters[i]));
        }
        return quotas;
    }

    private static Quota quota(Request request, LimitSpec limit, LimitCounter counter) {
        long now = request.nowMillis();
        long remaining = Math.max(0, limit.amount() - counter.used(limit.window(), now));
        long reset =
                remaining == 0
                        ? counter.retryAfterSeconds(limit, 1, now)
                        : Math.max(1, Math.ceilDiv(counter.end() - now, 1000L));
        return new Quota(limit, remaining, reset);
    }

    private LimitCounter counterFor(Request request, LimitSpec limit) {
        return counter(request.subject(limit.scope()), limit.name(), limit.window());
    }

    /** What is asked of the limits. */
    record Request(String keyId, String ownerId, long cost, long nowMillis) {
        String subject(LimitScope scope) {
            return scope == LimitScope.OWNER ? ownerId : keyId;
        }
    }
}
