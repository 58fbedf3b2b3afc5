package io.tollgate.edge.outbox;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds what a lane has to ship next: in memory if it is at hand, else on disk. Stateless. */
final class LaneReader {
    private static final Logger log = LoggerFactory.getLogger(LaneReader.class);
    private static final long WINDOW_BYTES = 256 << 10;

    private final EventStore store;
    private final Room room;
    private final Tally tally;

    LaneReader(EventStore store, Room room, Tally tally) {
        this.store = store;
        this.room = room;
        this.tally = tally;
    }

    /** The next chunks in a row; none if there are none, or if they can't be read now. */
    List<Chunk> next(LaneShipment shipment) {
        LaneLog lane = shipment.log();
        long end = lane.appended();
        var chunks = new ArrayList<Chunk>();
        @Nullable Chunk recent = lane.takeRecent(shipment.sent());
        long bytes = 0;
        while (recent != null) {
            chunks.add(recent);
            bytes += recent.bytes();
            recent = bytes < WINDOW_BYTES ? lane.takeRecent(recent.next()) : null;
        }
        return chunks.isEmpty() ? fromDisk(shipment, lane.recentFrom(end)) : chunks;
    }

    private List<Chunk> fromDisk(LaneShipment shipment, long below) {
        try {
            List<Chunk> chunks =
                    store.read(shipment.log().lane(), shipment.sent(), below, WINDOW_BYTES);
            long found = chunks.isEmpty() ? below : chunks.getFirst().first();
            if (found > shipment.sent()) {
                missing(shipment, found);
            }
            return inARow(chunks);
        } catch (StoreException e) {
            log.atError().setCause(e).log("can't read the outbox");
            return List.of();
        }
    }

    /** Those of the chunks that follow the first without a gap. */
    private static List<Chunk> inARow(List<Chunk> chunks) {
        int end = chunks.isEmpty() ? 0 : 1;
        while (end < chunks.size() && chunks.get(end).first() == chunks.get(end - 1).next()) {
            end++;
        }
        return chunks.subList(0, end);
    }

    /** Goes on behind a hole on the disk, which metering will notice as a gap. */
    private void missing(LaneShipment shipment, long found) {
        long events = found - shipment.sent();
        log.atError()
                .addKeyValue("boot", shipment.log().boot())
                .addKeyValue("partition", shipment.log().lane().partition())
                .addKeyValue("sequence", shipment.sent())
                .addKeyValue("events", events)
                .log("events are missing in the outbox");
        tally.unshippable(events);
        room.release(events, 0);
        shipment.skipTo(found);
    }
}
