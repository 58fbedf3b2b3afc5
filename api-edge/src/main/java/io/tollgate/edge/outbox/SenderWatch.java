package io.tollgate.edge.outbox;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/**
 * Notices that a sender has stopped moving one lane although it moves others, as a producer may
 * after a broker's restart. Where nothing moves, Kafka is away, and another sender would be no
 * better. A partition that is dead itself looks the same; therefore each time the patience doubles,
 * until the lane moves. Not thread-safe.
 */
final class SenderWatch {
    private static final long LEAST_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long MOST_NANOS = Duration.ofMinutes(15).toNanos();

    private long patienceNanos = LEAST_NANOS;
    private boolean moved;
    private long newestMovedNanos;
    private Lane impatientOf = new Lane(-1, -1);

    /** Notes that Kafka has a window of a lane. */
    void moved(Lane lane, Window window) {
        if (!moved || window.sentNanos() - newestMovedNanos > 0) {
            newestMovedNanos = window.sentNanos();
            moved = true;
        }
        if (lane.equals(impatientOf)) {
            patienceNanos = LEAST_NANOS;
        }
    }

    /** A lane that waits for too long, while what was sent later on others has arrived. */
    Optional<Lane> stuck(Collection<LaneShipment> shipments, long nowNanos) {
        for (LaneShipment shipment : shipments) {
            Window oldest = shipment.oldestInFlight();
            if (oldest != null
                    && moved
                    && newestMovedNanos - oldest.sentNanos() > 0
                    && nowNanos - oldest.sentNanos() > patienceNanos) {
                return Optional.of(shipment.log().lane());
            }
        }
        return Optional.empty();
    }

    /** Notes that another sender was taken because of a lane, and is to be given more time. */
    void replacedFor(Lane lane) {
        impatientOf = lane;
        patienceNanos = Math.min(MOST_NANOS, 2 * patienceNanos);
    }
}
