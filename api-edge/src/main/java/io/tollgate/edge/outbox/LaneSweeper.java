package io.tollgate.edge.outbox;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes from the store what Kafka has, a range at a time. For the shipper's thread. */
final class LaneSweeper {
    private static final Logger log = LoggerFactory.getLogger(LaneSweeper.class);

    private final EventStore store;
    private final Lanes lanes;

    LaneSweeper(EventStore store, Lanes lanes) {
        this.store = store;
        this.lanes = lanes;
    }

    /** Forgets what Kafka has of each shipment, and boots of which it has everything. */
    void sweep(Map<Lane, LaneShipment> shipments) {
        try {
            for (LaneShipment shipment : shipments.values()) {
                long below = shipment.log().acknowledged();
                if (below > shipment.forgotten()) {
                    store.forget(shipment.log().lane(), shipment.forgotten(), below);
                    shipment.forgotten(below);
                }
            }
            for (int boot : lanes.finishedBoots()) {
                store.forgetBoot(boot);
                lanes.forgetBoot(boot);
                shipments.keySet().removeIf(lane -> lane.ordinal() == boot);
            }
        } catch (StoreException e) {
            log.atWarn().setCause(e).log("can't forget shipped events; trying again");
        }
    }
}
