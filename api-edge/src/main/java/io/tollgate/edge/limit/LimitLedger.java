package io.tollgate.edge.limit;

import io.tollgate.schemas.Charge;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.Throttle;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;

/**
 * What this edge has spent of every limit in use and what the fleet has, as far as it knows.
 * Thread-safe: one lock for each owner, held for as long as a few additions take.
 */
public final class LimitLedger {
    private final String edgeId;
    private final ToIntFunction<String> partitionOf;
    private final IntPredicate blind;
    private final Map<String, OwnerLimits> owners = new ConcurrentHashMap<>();
    private final Map<WindowName, LimitWindow> windows = new ConcurrentHashMap<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private volatile FleetPlace fleet = FleetPlace.ALONE;

    private record WindowName(LimitKind kind, String iso) {}

    @FunctionalInterface
    private interface OnCharge {
        void apply(LimitCounter counter, LimitWindow window, Charge charge);
    }

    /**
     * An empty ledger.
     *
     * @param edgeId this edge, which has its place in the fleet by its id
     * @param partitionOf the partition of {@code requests} that an owner's events go into
     * @param blind whether views of a partition's owners do not come, so that this edge helps
     *     itself with its share
     */
    public LimitLedger(String edgeId, ToIntFunction<String> partitionOf, IntPredicate blind) {
        this.edgeId = edgeId;
        this.partitionOf = partitionOf;
        this.blind = blind;
    }

    /**
     * Charges a request against all limits that apply to it, or none.
     *
     * @param cost what is charged against each, at least 1
     * @param patient whether the answer may be to hold; otherwise what is not known to be used up
     *     is admitted
     * @param nowMillis fleet time
     */
    public LimitDecision charge(
            String keyId,
            String ownerId,
            List<LimitSpec> limits,
            long cost,
            boolean patient,
            long nowMillis) {
        if (limits.isEmpty()) {
            return new LimitDecision.Charged(List.of(), List.of(), false);
        }
        return locked(
                ownerId,
                owner ->
                        owner.account(keyId, limits)
                                .charge(
                                        cost,
                                        patient,
                                        fleet,
                                        blind.test(owner.partition()),
                                        nowMillis));
    }

    /** Gives back what a request was charged whose event could not be written. */
    public void release(String keyId, String ownerId, List<Charge> charges) {
        each(
                keyId,
                ownerId,
                charges,
                (counter, window, charge) ->
                        counter.release(
                                window, charge.getWindowStart().toEpochMilli(), charge.getCost()));
        listeners.forEach(listener -> listener.accept(ownerId));
    }

    /** Takes over what an earlier boot was charged and Kafka has not acknowledged. */
    public void recovered(String keyId, String ownerId, List<Charge> charges) {
        each(
                keyId,
                ownerId,
                charges,
                (counter, window, charge) ->
                        counter.recover(
                                window, charge.getWindowStart().toEpochMilli(), charge.getCost()));
    }

    /** Notes at which offset of its partition of {@code requests} Kafka has a request's charges. */
    public void acknowledged(String keyId, String ownerId, List<Charge> charges, long offset) {
        each(
                keyId,
                ownerId,
                charges,
                (counter, window, charge) ->
                        counter.acknowledge(
                                window,
                                charge.getWindowStart().toEpochMilli(),
                                charge.getCost(),
                                offset));
    }

    /**
     * Takes in a view of the fleet's use; one that covers less than what is known is ignored.
     *
     * @param nowMillis fleet time
     */
    public void view(Throttle view, long nowMillis) {
        LimitWindow window = window(view.getLimitKind(), view.getWindow());
        boolean taken =
                locked(
                        view.getOwnerId(),
                        owner ->
                                owner.counter(view.getSubject(), view.getLimit(), window)
                                        .view(window, view, nowMillis));
        if (taken) {
            listeners.forEach(listener -> listener.accept(view.getOwnerId()));
        }
    }

    /** Takes in who is in the fleet, in the order of their ids. */
    public void fleet(List<String> edgeIds) {
        fleet = FleetPlace.of(edgeId, edgeIds);
    }

    /**
     * Calls back with an owner's id whenever more may be possible for that owner than before, such
     * as after a view.
     */
    public void onNews(Consumer<String> listener) {
        listeners.add(listener);
    }

    /**
     * Forgets what no longer matters; to be called every few seconds, so that memory follows the
     * keys in use.
     */
    public void forget(long nowMillis) {
        owners.forEach((ownerId, owner) -> {
            synchronized (owner) {
                if (owner.forget(nowMillis)) {
                    owners.remove(ownerId, owner);
                }
            }
        });
    }

    /** Number of limits in use: subjects times limits. */
    public long size() {
        long size = 0;
        for (OwnerLimits owner : owners.values()) {
            synchronized (owner) {
                size += owner.size();
            }
        }
        return size;
    }

    private void each(String keyId, String ownerId, List<Charge> charges, OnCharge action) {
        if (charges.isEmpty()) {
            return;
        }
        locked(
                ownerId,
                owner -> {
                    for (Charge charge : charges) {
                        LimitWindow window = window(charge.getKind(), charge.getWindow());
                        String subject = charge.getScope() == LimitScope.OWNER ? ownerId : keyId;
                        action.apply(
                                owner.counter(subject, charge.getLimit(), window), window, charge);
                    }
                    return owner;
                });
    }

    private <T> T locked(String ownerId, Function<OwnerLimits, T> action) {
        while (true) {
            OwnerLimits known = owners.get(ownerId);
            OwnerLimits owner =
                    known == null ? owners.computeIfAbsent(ownerId, this::newcomer) : known;
            synchronized (owner) {
                // One that was forgotten since is no longer in the map, and what it learned would
                // be lost.
                if (owners.get(ownerId) == owner) {
                    return action.apply(owner);
                }
            }
        }
    }

    private OwnerLimits newcomer(String ownerId) {
        return new OwnerLimits(ownerId, partitionOf.applyAsInt(ownerId));
    }

    /** Few windows exist, and reading their ISO form costs more than everything else here. */
    private LimitWindow window(LimitKind kind, String iso) {
        return windows.computeIfAbsent(
                new WindowName(kind, iso), name -> LimitWindow.parse(name.kind(), name.iso()));
    }
}
