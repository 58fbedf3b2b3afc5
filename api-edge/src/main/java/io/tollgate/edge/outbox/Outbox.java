package io.tollgate.edge.outbox;

import io.tollgate.edge.event.EventLog;
import io.tollgate.edge.fleet.EdgeIdentity;
import io.tollgate.edge.fleet.FleetClock;
import io.tollgate.edge.outbox.OlderGenerations.Shipping;
import io.tollgate.schemas.OutboxProgress;
import io.tollgate.schemas.topics.RequestsPartition;
import io.tollgate.settings.KafkaConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events on their way to Kafka: on local disk before a client sees an answer, forgotten when Kafka
 * has them. What an earlier process left behind is shipped too, under its own boot. Thread-safe.
 */
public final class Outbox implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Outbox.class);
    private static final Duration WRITES_WITHIN = Duration.ofSeconds(10);

    private final EventStore store;
    private final Lanes lanes;
    private final OlderGenerations older;
    private final Room room;
    private final Tally tally = new Tally();
    private final LongSupplier ticker;
    private final GroupCommit group;
    private final Committer committer;
    private final Shipper shipper;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean started;

    /** Over a store and a way to Kafka for each generation of {@code requests}. */
    Outbox(
            OutboxSettings settings,
            EdgeIdentity edge,
            EventStore store,
            IntFunction<RecordSender.Factory> senders,
            FleetClock clock,
            LongSupplier ticker) {
        this.store = store;
        this.ticker = ticker;
        room = new Room(settings.maxEvents(), settings.maxBytes());
        older = new OlderGenerations(store);
        var shippings = new HashMap<Integer, Shipping>();
        store.boots()
                .forEach((generation, boots) -> {
                    var found = new Lanes(generation, store.ordinal(), boots);
                    var sender = senders.apply(generation);
                    var its = new Shipper(edge.id(), store, found, room, tally, sender, ticker);
                    shippings.put(generation, new Shipping(found, its));
                });
        Shipping current = Objects.requireNonNull(shippings.remove(store.generation()));
        shippings.values().forEach(older::add);
        lanes = current.lanes();
        shipper = current.shipper();
        group =
                new GroupCommit(
                        settings.whenFull(),
                        edge.id(),
                        store,
                        lanes,
                        room,
                        tally,
                        ticker,
                        shipper::wake);
        committer = new Committer(settings, lanes, tally, group, clock, ticker);
        store.partitions(store.generation()).ifPresent(lanes::partitions);
    }

    /**
     * Opens the outbox of an edge; needs no Kafka. Nothing happens until it is started.
     *
     * @param generation which {@code requests} this boot's events are for; what earlier boots left
     *     for others is still brought there
     * @param topics whole name of the topic {@code requests} of each generation
     * @param clock learns from the times at which brokers append
     * @param ticker monotonic nanoseconds
     * @throws StoreException if what is on disk can't be opened
     */
    public static Outbox open(
            OutboxSettings settings,
            EdgeIdentity edge,
            KafkaConnection kafka,
            int generation,
            IntFunction<String> topics,
            FleetClock clock,
            LongSupplier ticker)
            throws StoreException {
        var store =
                new RocksEventStore(
                        settings.directory(),
                        edge.boot(),
                        generation,
                        settings.sync(),
                        RocksEventStore::defaults,
                        ticker);
        String clientId = "edge-" + edge.id() + "-outbox";
        return new Outbox(
                settings,
                edge,
                store,
                to -> () -> new KafkaRecordSender(kafka, clientId, topics.apply(to), clock, ticker),
                clock,
                ticker);
    }

    /**
     * Starts to take events and to ship, what earlier boots left behind first.
     *
     * @param charges told at once what earlier boots left, and then what Kafka has
     * @throws StoreException if what is on disk can't be read
     */
    public void start(ChargeListener charges) throws StoreException {
        store.scan(chunk -> recover(chunk, charges));
        if (room.events() > 0) {
            log.atInfo()
                    .addKeyValue("events", room.events())
                    .log("outbox holds events of earlier boots, which are shipped first");
        }
        committer.start();
        shipper.start(charges);
        older.start(charges);
        started = true;
    }

    /** Where the edge tells what it decided. */
    public EventLog events() {
        return committer;
    }

    /**
     * Whether events can be taken at all: once it is known how many partitions there are, from
     * Kafka or from an earlier start.
     */
    public boolean ready() {
        return lanes.partitions() > 0;
    }

    /** The partition of {@code requests} for an owner's events; 0 until it is ready. */
    public int partitionOf(String ownerId) {
        int partitions = lanes.partitions();
        return partitions == 0 ? 0 : KafkaPartitioning.partitionOf(ownerId, partitions);
    }

    /** Whether the disk refused the newest write. */
    public boolean failing() {
        return group.failing();
    }

    /** Events that wait for Kafka. */
    public long waitingEvents() {
        return room.events();
    }

    /** Bytes of the events that wait for Kafka. */
    public long waitingBytes() {
        return room.bytes();
    }

    /** Events that wait to be written, about. */
    public int queuedEvents() {
        return committer.queued();
    }

    /** Events that were dropped because there was no room, or the disk refused. */
    public long droppedEvents() {
        return tally.droppedEvents();
    }

    /** Events that were lost on the disk, or too large for Kafka. */
    public long lostEvents() {
        return tally.unshippableEvents();
    }

    /** Groups of events that the disk refused. */
    public long diskFailures() {
        return tally.diskFailures();
    }

    /** How long the oldest event has waited for Kafka, in nanoseconds; 0 if none waits. */
    public long oldestWaitNanos() {
        return since(Math.min(older.oldestNanos(), lanes.oldestNanos()));
    }

    /** As {@link #oldestWaitNanos()}, for one partition of {@code requests}. */
    public long oldestWaitNanos(int partition) {
        return since(lanes.oldestNanos(partition));
    }

    /**
     * How far each partition of {@code requests} has come in this boot, by {@link
     * RequestsPartition#text}. Of later generations than the first all partitions are told, even
     * where nothing happened, and by {@link RequestsPartition#olderText} what earlier boots left
     * for older generations.
     */
    public Map<String, OutboxProgress> progress() {
        var progress = new TreeMap<String, OutboxProgress>();
        for (LaneLog lane : lanes.current()) {
            long acknowledged = lane.acknowledged();
            if (lane.appended() > 0 || lanes.generation() > 1) {
                progress.put(
                        new RequestsPartition(lanes.generation(), lane.lane().partition()).text(),
                        new OutboxProgress(lane.appended(), acknowledged));
            }
        }
        older.tell(progress);
        return progress;
    }

    /** Requests since the start by the name of their outcome. */
    public Map<String, Long> outcomes() {
        return tally.byOutcome();
    }

    /**
     * Takes no more events, and ships those it has for a time.
     *
     * @return how many could not be shipped; they stay on disk and are shipped after the next start
     */
    public long close(Duration shipAtMost) {
        if (closed.compareAndSet(false, true)) {
            try {
                if (started) {
                    committer.close(WRITES_WITHIN);
                    shipper.close(shipAtMost);
                    older.close(shipAtMost);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                store.close();
            }
        }
        return room.events();
    }

    /** As {@link #close(Duration)}, but ships nothing more. */
    @Override
    public void close() {
        close(Duration.ZERO);
    }

    private long since(long nanos) {
        return nanos == LaneAge.NOTHING_WAITS ? 0 : Math.max(0, ticker.getAsLong() - nanos);
    }

    private void recover(Chunk chunk, ChargeListener charges) {
        older.lanesOf(chunk.lane().ordinal()).orElse(lanes).found(chunk, ticker.getAsLong());
        room.take(chunk.entries().size(), chunk.bytes());
        for (Entry entry : chunk.entries()) {
            Entry.Charged charged = entry.charged();
            if (!charged.charges().isEmpty()) {
                charges.recovered(charged.keyId(), entry.ownerId(), charged.charges());
            }
        }
    }
}
