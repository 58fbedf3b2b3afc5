package io.tollgate.edge.outbox;

import io.tollgate.edge.outbox.Window.Parcel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings events from the outbox to Kafka, lane by lane in order, on a thread of its own, and never
 * gives up while it lives. After a failure that its sender can't heal it takes a new one and sends
 * again what was not acknowledged; metering knows repeated events by their sequences. Thread-safe.
 */
final class Shipper {
    private static final Logger log = LoggerFactory.getLogger(Shipper.class);
    private static final long PARCEL_BYTES = 512 << 10;
    private static final long UNDER_WAY_BYTES = 16 << 20;
    private static final long IDLE_NANOS = 100_000_000;

    /**
     * What comes within this time of the last sending waits for its end, in all lanes, so that it
     * goes to a broker in one request: that costs broker and edge more than what is in it.
     */
    private static final long PACE_NANOS = 2_000_000;

    private static final long SWEEP_NANOS = 200_000_000;
    private static final long RECONNECT_NANOS = 1_000_000_000;

    private final String edgeId;
    private final Lanes lanes;
    private final Room room;
    private final Tally tally;
    private final RecordSender.Factory senders;
    private final LongSupplier ticker;
    private final LaneReader reader;
    private final LaneSweeper sweeper;
    private final PartitionCount partitions;
    private final SenderWatch watch = new SenderWatch();
    private final EventCodec codec = new EventCodec();
    private final Doorbell bell = new Doorbell();
    private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();
    private final Map<Lane, LaneShipment> shipments = new TreeMap<>();
    private final Thread thread;
    private ChargeListener charges = ChargeListener.NOBODY;
    private @Nullable RecordSender sender;
    private long session;
    private long connectAtNanos;
    private long sweepAtNanos;
    private long sendAtNanos;
    private long parcelBytes = PARCEL_BYTES;
    private volatile boolean lingering;
    private volatile boolean troubled;
    private volatile boolean closing;
    private volatile long endAtNanos;

    /** Starts when told to. */
    Shipper(
            String edgeId,
            EventStore store,
            Lanes lanes,
            Room room,
            Tally tally,
            RecordSender.Factory senders,
            LongSupplier ticker) {
        this.edgeId = edgeId;
        this.lanes = lanes;
        this.room = room;
        this.tally = tally;
        this.senders = senders;
        this.ticker = ticker;
        reader = new LaneReader(store, room, tally);
        sweeper = new LaneSweeper(store, lanes);
        partitions = new PartitionCount(lanes, store);
        thread = Thread.ofPlatform().name("outbox-shipper").unstarted(this::run);
    }

    /** Starts, and tells which charges Kafka has. */
    void start(ChargeListener listener) {
        charges = listener;
        connectAtNanos = ticker.getAsLong();
        sweepAtNanos = connectAtNanos;
        sendAtNanos = connectAtNanos;
        thread.start();
    }

    /** Says that there may be something to ship, which a shipper that waits for company knows. */
    void wake() {
        if (!lingering) {
            bell.ring();
        }
    }

    /** Ships what is left, but no longer than a time, and ends. */
    void close(Duration atMost) throws InterruptedException {
        endAtNanos = ticker.getAsLong() + atMost.toNanos();
        closing = true;
        bell.ring();
        if (!thread.join(atMost.plusMillis(100))) {
            // It waits for a broker, which an interrupt ends.
            thread.interrupt();
            thread.join();
        }
    }

    private void run() {
        while (!ended() && !Thread.currentThread().isInterrupted()) {
            long wait;
            try {
                wait = turn();
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("shipping failed and starts again");
                disconnect();
                wait = IDLE_NANOS;
            }
            if (answers.isEmpty()) {
                lingering = wait < IDLE_NANOS;
                bell.await(wait);
                lingering = false;
            }
        }
        // An interrupt has done what it was for; what follows must not be cut short by it.
        Thread.interrupted();
        sweeper.sweep(shipments);
        disconnect();
    }

    private boolean ended() {
        return closing
                && (ticker.getAsLong() - endAtNanos >= 0
                        || lanes.all().stream().allMatch(LaneLog::finished));
    }

    /** Does what there is to do and says for how long there will be nothing. */
    private long turn() {
        troubled = false;
        for (Runnable answer = answers.poll(); answer != null; answer = answers.poll()) {
            answer.run();
        }
        long now = ticker.getAsLong();
        if (now - sweepAtNanos >= 0) {
            sweeper.sweep(shipments);
            sweepAtNanos = now + SWEEP_NANOS;
            watch.stuck(shipments.values(), now).ifPresent(this::replaceSender);
        }
        if (sender == null) {
            if (now - connectAtNanos < 0) {
                return Math.min(IDLE_NANOS, connectAtNanos - now);
            }
            connect();
        }
        return ship(now);
    }

    private void connect() {
        RecordSender fresh = senders.open();
        try {
            partitions.learn(fresh.partitions());
            sender = fresh;
        } catch (RuntimeException e) {
            fresh.close();
            connectAtNanos = ticker.getAsLong() + RECONNECT_NANOS;
            log.atWarn().setCause(e).log("can't reach Kafka to ship events; trying again");
        }
    }

    private void replaceSender(Lane stuck) {
        log.atWarn()
                .addKeyValue("partition", stuck.partition())
                .log("a partition stands still while others move; starting again");
        watch.replacedFor(stuck);
        disconnect();
    }

    private void disconnect() {
        if (sender != null) {
            sender.close();
            sender = null;
        }
        connectAtNanos = ticker.getAsLong() + RECONNECT_NANOS;
        session++;
        shipments.values().forEach(LaneShipment::rewind);
    }

    /** Sends what may be sent and says when to look again. */
    private long ship(long now) {
        boolean due = now - sendAtNanos >= 0;
        boolean more = false;
        // Where the topic was made anew with fewer partitions, some events wait for an operator.
        int count = lanes.partitions();
        for (LaneLog lane : lanes.all()) {
            if (lane.lane().partition() < count) {
                var shipment = shipments.computeIfAbsent(lane.lane(), _ -> new LaneShipment(lane));
                long budget = Math.clamp(UNDER_WAY_BYTES / count, 128 << 10, 1 << 20);
                if (due || shipment.isWorthARecord()) {
                    more |= ship(shipment, budget);
                } else {
                    more |= shipment.maySend(budget);
                }
            }
        }
        if (due && more) {
            sendAtNanos = now + PACE_NANOS;
        }
        return more ? sendAtNanos - now : IDLE_NANOS;
    }

    /** Sends what may be sent of a lane; says whether that was anything. */
    private boolean ship(LaneShipment shipment, long budget) {
        boolean some = false;
        while (sender != null && !troubled && shipment.maySend(budget)) {
            List<Chunk> chunks = reader.next(shipment);
            if (chunks.isEmpty()) {
                break;
            }
            var window = Window.of(chunks, parcelBytes);
            shipment.send(window, ticker.getAsLong());
            send(sender, shipment, window);
            some = true;
        }
        return some;
    }

    private void send(RecordSender through, LaneShipment shipment, Window window) {
        LaneLog lane = shipment.log();
        // Not what was sent: that may fail, and be sent again after this arrived.
        long sentBefore = lane.acknowledged();
        for (Parcel parcel : window.parcels()) {
            byte[] value =
                    codec.batch(
                            edgeId, lane.boot(), parcel.ownerId(), sentBefore, parcel.entries());
            through.send(
                    lane.lane().partition(),
                    KafkaPartitioning.topicKey(parcel.ownerId(), edgeId),
                    value,
                    new ParcelAnswer(shipment, window, parcel));
        }
    }

    /** Brings an answer back to the shipper's thread. */
    private final class ParcelAnswer implements RecordSender.Answer {
        private final long from = session;
        private final LaneShipment shipment;
        private final Window window;
        private final Parcel parcel;

        ParcelAnswer(LaneShipment shipment, Window window, Parcel parcel) {
            this.shipment = shipment;
            this.window = window;
            this.parcel = parcel;
        }

        @Override
        public void acknowledged(long offset) {
            post(() -> settle(offset));
        }

        @Override
        public void tooLarge() {
            post(() -> {
                if (parcel.entries().size() > 1) {
                    parcelBytes = Math.max(1, Math.min(parcelBytes, parcel.bytes() / 2));
                    shipment.rewind();
                    return;
                }
                log.atError()
                        .addKeyValue("owner", parcel.ownerId())
                        .addKeyValue("bytes", parcel.bytes())
                        .log("Kafka takes no record of the size of this one event; it is lost");
                tally.unshippable(1);
                settle(-1);
            });
        }

        @Override
        public void failed(Exception cause) {
            troubled = true;
            post(() -> {
                log.atWarn().setCause(cause).log("sending failed for good; starting again");
                disconnect();
            });
        }

        private void post(Runnable action) {
            answers.add(() -> {
                if (!window.abandoned() && session == from) {
                    action.run();
                }
            });
            bell.ring();
        }

        private void settle(long offset) {
            window.settle(parcel, offset);
            for (Window settled : shipment.takeSettled()) {
                watch.moved(shipment.log().lane(), settled);
                room.release(settled.events(), settled.bytes());
                settled.tell(charges);
            }
        }
    }
}
