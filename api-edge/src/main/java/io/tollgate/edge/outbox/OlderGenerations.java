package io.tollgate.edge.outbox;

import io.tollgate.schemas.OutboxProgress;
import io.tollgate.schemas.topics.RequestsPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What earlier boots left for older generations of {@code requests}: each has a shipper of its own,
 * so that a topic which is gone holds up nothing else. Thread-safe.
 */
final class OlderGenerations {
    private final EventStore store;
    private final Map<Integer, Shipping> shippings = new ConcurrentHashMap<>();

    /** The way to one generation. */
    record Shipping(Lanes lanes, Shipper shipper) {}

    OlderGenerations(EventStore store) {
        this.store = store;
    }

    void add(Shipping shipping) {
        shippings.put(shipping.lanes().generation(), shipping);
    }

    /** The lanes of a boot, if its events are for an older generation. */
    Optional<Lanes> lanesOf(int boot) {
        return shippings.values().stream()
                .map(Shipping::lanes)
                .filter(lanes -> lanes.isOf(boot))
                .findAny();
    }

    /** Ships what there is, and forgets boots of which nothing waits. */
    void start(ChargeListener charges) throws StoreException {
        for (Shipping shipping : List.copyOf(shippings.values())) {
            if (shipping.lanes().waiting() > 0) {
                shipping.shipper().start(new OlderCharges(charges));
            } else {
                shippings.remove(shipping.lanes().generation());
                for (int boot : shipping.lanes().finishedBoots()) {
                    store.forgetBoot(boot);
                }
            }
        }
    }

    /** When the oldest waiting event was found, {@link LaneAge#NOTHING_WAITS} if none waits. */
    long oldestNanos() {
        return shippings.values().stream()
                .mapToLong(shipping -> shipping.lanes().oldestNanos())
                .min()
                .orElse(LaneAge.NOTHING_WAITS);
    }

    /** Adds how far each partition has come, by {@link RequestsPartition#olderText}. */
    void tell(Map<String, OutboxProgress> progress) {
        for (Shipping shipping : shippings.values()) {
            int generation = shipping.lanes().generation();
            Collection<LaneLog> lanes = shipping.lanes().all();
            for (LaneLog lane : lanes) {
                long acknowledged = lane.acknowledged();
                if (lane.appended() > 0) {
                    progress.merge(
                            new RequestsPartition(generation, lane.lane().partition()).olderText(),
                            new OutboxProgress(lane.appended(), acknowledged),
                            OlderGenerations::both);
                }
            }
        }
    }

    private static OutboxProgress both(OutboxProgress a, OutboxProgress b) {
        return new OutboxProgress(
                a.getAppended() + b.getAppended(), a.getAcknowledged() + b.getAcknowledged());
    }

    /** Ships what is left, but no longer than a time for each generation, and ends. */
    void close(Duration atMost) throws InterruptedException {
        for (Shipping shipping : shippings.values()) {
            shipping.shipper().close(atMost);
        }
    }
}
