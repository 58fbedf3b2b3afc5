package io.tollgate.edge.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tollgate.schemas.Charge;
import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.RequestEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShipperTest {
    private static final String EDGE = "01J00000000000000000000000";
    private static final int PARTITIONS = 3;

    private final MemoryStore store = new MemoryStore(PARTITIONS);
    private final Lanes lanes = new Lanes(store.ordinal(), store.boots());
    private final Room room = new Room(1_000_000, 1L << 30);
    private final Tally tally = new Tally();
    private final FakeKafka kafka = new FakeKafka(PARTITIONS);
    private final EventCodec codec = new EventCodec();
    private final Map<String, List<Long>> charged = new ConcurrentHashMap<>();

    /** Runs fast where the shipper would wait for a second before it connects again. */
    private final AtomicLong skippedNanos = new AtomicLong();

    private final Shipper shipper =
            new Shipper(
                    EDGE,
                    store,
                    lanes,
                    room,
                    tally,
                    kafka,
                    () -> System.nanoTime() + skippedNanos.get());

    @AfterEach
    void stop() throws InterruptedException {
        shipper.close(Duration.ZERO);
    }

    @Test
    void shipsOneRecordPerOwnerToTheLanesPartition() {
        start();
        append(1, "a", "b", "a");

        await().untilAsserted(() -> assertThat(kafka.underWay()).isEqualTo(2));
        deliverAll();

        await().untilAsserted(() -> assertThat(room.events()).isZero());
        assertThat(kafka.records(1)).extracting(RequestBatch::getOwnerId).containsExactly("a", "b");
        assertThat(sequences(kafka.records(1).get(0))).containsExactly(0L, 2L);
        assertThat(sequences(kafka.records(1).get(1))).containsExactly(1L);
        assertThat(kafka.records(1))
                .allSatisfy(batch -> {
                    assertThat(batch.getBoot()).isEqualTo("boot-1");
                    assertThat(batch.getEdgeId()).isEqualTo(EDGE);
                    assertThat(batch.getSentBefore()).isZero();
                });
    }

    @Test
    void tellsWhichChargesKafkaHas() {
        start();
        append(1, "a", "b", "a");
        await().untilAsserted(() -> assertThat(kafka.underWay()).isEqualTo(2));
        deliverAll();

        await().untilAsserted(() ->
                assertThat(charged)
                        .containsOnly(
                                Map.entry("key_of_a|a", List.of(0L, 0L)),
                                Map.entry("key_of_b|b", List.of(1L))));
    }

    @Test
    void shipsOnPastADeadPartition() {
        start();
        kafka.dead(0, true);
        for (int i = 0; i < 50; i++) {
            append(0, "a");
            append(2, "b");
        }
        await().untilAsserted(() -> {
            deliverAll();
            assertThat(eventsOf(kafka.records(2))).hasSize(50);
        });
        assertThat(kafka.records(0)).isEmpty();
        await().untilAsserted(() -> assertThat(room.events()).isEqualTo(50));

        kafka.dead(0, false);
        await().untilAsserted(() -> {
            deliverAll();
            assertThat(eventsOf(kafka.records(0))).hasSize(50);
        });
    }

    @Test
    void waitsForKafkaAndLearnsHowManyPartitionsThereAre() {
        kafka.reachable(false);
        shipper.start(new Charged());
        await().untilAsserted(() -> assertThat(kafka.opened()).isPositive());
        assertThat(lanes.partitions()).isZero();

        kafka.reachable(true);
        skippedNanos.addAndGet(2_000_000_000L);

        await().untilAsserted(() -> assertThat(lanes.partitions()).isEqualTo(PARTITIONS));
        await().untilAsserted(() -> assertThat(store.partitions()).hasValue(PARTITIONS));
    }

    @Test
    void splitsWhatIsTooLargeForKafka() {
        kafka.takesAtMost(1_000);
        start();
        String[] owners = new String[40];
        Arrays.fill(owners, "a");
        append(0, owners);

        await().untilAsserted(() -> {
            deliverAll();
            assertThat(room.events()).isZero();
        });
        assertThat(eventsOf(kafka.records(0))).hasSizeGreaterThanOrEqualTo(40);
        assertThat(new TreeSet<>(eventsOf(kafka.records(0)))).hasSize(40);
        assertThat(tally.unshippableEvents()).isZero();
    }

    @Test
    void countsASingleEventThatIsTooLargeAsLostAndGoesOn() {
        kafka.takesAtMost(10);
        start();
        append(0, "a");
        await().untilAsserted(() -> {
            deliverAll();
            assertThat(tally.unshippableEvents()).isEqualTo(1);
        });
        kafka.takesAtMost(Integer.MAX_VALUE);
        append(0, "a");

        await().untilAsserted(() -> {
            deliverAll();
            assertThat(eventsOf(kafka.records(0))).containsExactly(1L);
        });
    }

    @Test
    void saysAtTheEndHowFarItCame() throws InterruptedException {
        start();
        kafka.dead(0, true);
        append(0, "a", "a");
        append(1, "b");
        await().untilAsserted(() -> {
            deliverAll();
            assertThat(room.events()).isEqualTo(2);
        });

        shipper.close(Duration.ofMillis(50));

        assertThat(room.events()).isEqualTo(2);
        assertThat(store.chunks()).extracting(Chunk::next).containsExactly(2L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void losesNothingWhateverBreaksBetween(long seed) {
        var random = new Random(seed);
        start();
        var appended = new HashMap<Integer, Long>();
        for (int step = 0; step < 300; step++) {
            int partition = random.nextInt(PARTITIONS);
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> {
                    String[] owners = new String[1 + random.nextInt(4)];
                    for (int i = 0; i < owners.length; i++) {
                        owners[i] = "owner-" + random.nextInt(5);
                    }
                    append(partition, owners);
                    appended.merge(partition, (long) owners.length, Long::sum);
                }
                case 3, 4 -> kafka.deliver(random, random.nextInt(20));
                default -> {
                    if (random.nextInt(10) == 0) {
                        kafka.breakSender();
                        skippedNanos.addAndGet(2_000_000_000L);
                    }
                }
            }
        }
        await().untilAsserted(() -> {
            kafka.deliver(random, 1000);
            skippedNanos.addAndGet(2_000_000_000L);
            assertThat(room.events()).as("seed %s", seed).isZero();
        });
        await().untilAsserted(() -> assertThat(store.chunks()).isEmpty());
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<Long> arrived = eventsOf(kafka.records(partition));
            long expected = appended.getOrDefault(partition, 0L);
            assertThat(new TreeSet<>(arrived)).as("seed %s", seed).hasSize((int) expected);
            assertSentBeforeIsTrue(kafka.records(partition), seed);
        }
        assertThat(charged.values().stream().mapToLong(List::size).sum())
                .as("seed %s: charges are told once however often events were sent", seed)
                .isEqualTo(appended.values().stream().mapToLong(Long::longValue).sum());
    }

    /** Every sequence below a record's sentBefore came before it. */
    private static void assertSentBeforeIsTrue(List<RequestBatch> records, long seed) {
        var seen = new TreeSet<Long>();
        for (RequestBatch record : records) {
            assertThat(seen.headSet(record.getSentBefore()))
                    .as("seed %s", seed)
                    .hasSize((int) record.getSentBefore());
            seen.addAll(sequences(record));
        }
    }

    private void start() {
        lanes.partitions(PARTITIONS);
        shipper.start(new Charged());
    }

    private void deliverAll() {
        kafka.deliver(new Random(1), 10_000);
    }

    private void append(int partition, String... owners) {
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
        lane.append(chunk, 4_000, System.nanoTime() + skippedNanos.get());
        shipper.wake();
    }

    private static List<Long> sequences(RequestBatch batch) {
        return batch.getEvents().stream().map(RequestEvent::getSequence).toList();
    }

    private static List<Long> eventsOf(List<RequestBatch> records) {
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
