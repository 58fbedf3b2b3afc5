package io.tollgate.edge.outbox;

import io.tollgate.schemas.Charge;
import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.RequestEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A shipper between an outbox in memory and a Kafka that fails when told to. */
final class ShipperBench {
    static final String EDGE = "01J00000000000000000000000";
    static final int PARTITIONS = 3;

    private final MemoryStore store = new MemoryStore(PARTITIONS);
    private final Lanes lanes =
            new Lanes(1, store.ordinal(), store.boots().getOrDefault(1, Map.of()));
    private final Room room = new Room(1_000_000, 1L << 30);
    private final Tally tally = new Tally();
    private final FakeKafka kafka = new FakeKafka(PARTITIONS);
    private final EventCodec codec = new EventCodec();
    private final Map<String, List<Long>> charged = new ConcurrentHashMap<>();

    /** Runs fast where the shipper would wait for a second before it connects again. */
    private final AtomicLong skippedNanos = new AtomicLong();

    /** Where the clock stands still, 0 if it runs. */
    private volatile long stoppedNanos;

    private final Shipper shipper =
            new Shipper(EDGE, store, lanes, room, tally, kafka, this::nanos);

    MemoryStore store() {
        return store;
    }

    Lanes lanes() {
        return lanes;
    }

    Room room() {
        return room;
    }

    Tally tally() {
        return tally;
    }

    FakeKafka kafka() {
        return kafka;
    }

    /** Where the charges are that Kafka has, by key and owner. */
    Map<String, List<Long>> charged() {
        return charged;
    }

    void start() {
        lanes.partitions(PARTITIONS);
        startWithoutPartitions();
    }

    /** Starts as an edge does that has never seen Kafka. */
    void startWithoutPartitions() {
        shipper.start(new Charged());
    }

    void close(Duration atMost) throws InterruptedException {
        shipper.close(atMost);
    }

    /** Lets the shipper's clock jump ahead. */
    void skipSeconds(long seconds) {
        skippedNanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    void stopClock() {
        stoppedNanos = nanos();
    }

    /** Lets the clock go on, and be where it would be had it never stopped. */
    void startClock() {
        stoppedNanos = 0;
    }

    /** Appends and answers whatever is under way. */
    void deliverAll() {
        kafka.deliver(new Random(1), 10_000);
    }

    /** Appends an event of each owner as one chunk, as the committer does. */
    void append(int partition, String... owners) {
        LaneLog lane = lanes.current(partition);
        var entries = new ArrayList<Entry>();
        for (String owner : owners) {
            entries.add(codec.entry(Events.admitted(owner, "r"), lane.appended() + entries.size()));
        }
        var chunk = new Chunk(lane.lane(), lane.appended(), entries);
        try {
            store.append(List.of(chunk));
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
        room.take(owners.length, chunk.bytes());
        // Little room in memory, so that some is read from the store.
        lane.append(chunk, 4_000, nanos());
        shipper.wake();
    }

    private long nanos() {
        return stoppedNanos == 0 ? System.nanoTime() + skippedNanos.get() : stoppedNanos;
    }

    static List<Long> sequences(RequestBatch batch) {
        return batch.getEvents().stream().map(RequestEvent::getSequence).toList();
    }

    static List<Long> eventsOf(List<RequestBatch> records) {
        return records.stream().flatMap(record -> sequences(record).stream()).toList();
    }

    private final class Charged implements ChargeListener {
        @Override
        public void recovered(String keyId, String ownerId, List<Charge> charges) {
            throw new AssertionError("nothing is recovered here");
        }

        @Override
        public void acknowledged(String keyId, String ownerId, List<Charge> charges, long offset) {
            charged.computeIfAbsent(keyId + "|" + ownerId, _ -> new ArrayList<>()).add(offset);
        }
    }
}
