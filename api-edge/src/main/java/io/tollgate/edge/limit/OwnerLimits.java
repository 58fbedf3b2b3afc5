package io.tollgate.edge.limit;

import io.tollgate.schemas.Charge;
import io.tollgate.schemas.LimitScope;
import java.time.Instant;
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
        for (LimitSpec limit : limits) {
            LimitCounter counter = counterFor(request, limit);
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
                    refusing, retryAfterSeconds, quotas(request, limits));
        }
        return hold && patient ? new LimitDecision.Hold() : chargeAll(request, limits, fleet);
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

    private LimitDecision chargeAll(Request request, List<LimitSpec> limits, FleetPlace fleet) {
        var charges = new ArrayList<Charge>(limits.size());
        boolean urgent = false;
        for (LimitSpec limit : limits) {
            LimitCounter counter = counterFor(request, limit);
            counter.charge(request.cost());
            urgent |= counter.urgent(limit, fleet, request.nowMillis());
            charges.add(
                    new Charge(
                            limit.name(),
                            limit.scope(),
                            limit.kind(),
                            limit.window().iso(),
                            Instant.ofEpochMilli(counter.start()),
                            limit.amount(),
                            request.cost()));
        }
        return new LimitDecision.Charged(charges, quotas(request, limits), urgent);
    }

    private List<Quota> quotas(Request request, List<LimitSpec> limits) {
        var quotas = new ArrayList<Quota>(limits.size());
        for (LimitSpec limit : limits) {
            LimitCounter counter = counterFor(request, limit);
            long remaining =
                    Math.max(0, limit.amount() - counter.used(limit.window(), request.nowMillis()));
            long reset =
                    remaining == 0
                            ? counter.retryAfterSeconds(limit, 1, request.nowMillis())
                            : Math.max(
                                    1,
                                    Math.ceilDiv(
                                            limit.window().next(counter.start())
                                                    - request.nowMillis(),
                                            1000L));
            quotas.add(new Quota(limit, remaining, reset));
        }
        return quotas;
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
