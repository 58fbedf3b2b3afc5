package io.tollgate.edge.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tollgate.edge.event.EventLog.Written;
import io.tollgate.edge.outbox.OutboxSettings.WhenFull;
import io.tollgate.schemas.Door;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.RequestEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitterTest {
    private static final String EDGE = "01J00000000000000000000000";

    private final MemoryStore store = new MemoryStore(3);
    private final Lanes lanes =
            new Lanes(1, store.ordinal(), store.boots().getOrDefault(1, Map.of()));
    private final Tally tally = new Tally();
    private final Queue<String> answers = new ConcurrentLinkedQueue<>();
    private final AtomicLong slowNanos = new AtomicLong();
    private final Queue<Runnable> ends = new ConcurrentLinkedQueue<>();
    private Room room = new Room(1_000_000, 1L << 30);
    private GroupCommit group = group(WhenFull.REFUSE);
    private Committer committer = committer(1024, false);

    @AfterEach
    void stop() throws InterruptedException {
        committer.close(Duration.ofSeconds(10));
    }

    @Test
    void answersOnceTheEventIsWritten() {
        start(3);

        assertThat(committer.append(Events.admitted("acme", "r1"), answer("r1"))).isTrue();

        await().untilAsserted(() -> assertThat(answers).containsExactly("r1 written"));
        assertThat(store.chunks()).hasSize(1);
        assertThat(tally.byOutcome()).containsExactly(Map.entry("ADMITTED", 1L));
    }

    @Test
    void takesNothingUntilThePartitionsAreKnown() {
        committer.start();

        assertThat(committer.append(Events.admitted("acme", "r1"), answer("r1"))).isFalse();
    }

    @Test
    void takesNothingWhenTheQueueIsFull() {
        committer = committer(2, false);
        lanes.partitions(3);

        assertThat(committer.append(Events.admitted("acme", "r1"), answer("r1"))).isTrue();
        assertThat(committer.append(Events.admitted("acme", "r2"), answer("r2"))).isTrue();
        assertThat(committer.append(Events.admitted("acme", "r3"), answer("r3"))).isFalse();

        committer.start();
        await().untilAsserted(
                        () -> assertThat(answers).containsExactly("r1 written", "r2 written"));
    }

    @Test
    void refusesWhenTheOutboxIsFull() {
        room = new Room(1, 1 << 20);
        group = group(WhenFull.REFUSE);
        committer = committer(16, false);
        start(3);

        committer.append(Events.admitted("acme", "r1"), answer("r1"));
        committer.append(Events.admitted("acme", "r2"), answer("r2"));

        await().untilAsserted(() ->
                assertThat(answers)
                        .containsExactlyInAnyOrder("r1 written", "r2 refused: the outbox is full"));
        assertThat(tally.droppedEvents()).isZero();
        assertThat(committer.refuses()).isTrue();
        room.release(1, 0);
        assertThat(committer.refuses()).isFalse();
    }

    @Test
    void dropsAndCountsWhenTheOutboxIsFullAndSoToldTo() {
        room = new Room(1, 1 << 20);
        group = group(WhenFull.DROP);
        committer = committer(16, false);
        start(3);

        committer.append(Events.admitted("acme", "r1"), answer("r1"));
        committer.append(Events.admitted("acme", "r2"), answer("r2"));

        await().untilAsserted(() ->
                assertThat(answers).containsExactlyInAnyOrder("r1 written", "r2 written"));
        assertThat(tally.droppedEvents()).isEqualTo(1);
        assertThat(numbers()).containsExactly(Map.entry("acme", List.of(0L)));
        assertThat(committer.refuses()).isFalse();
    }

    @Test
    void refusesWhileTheDiskFailsAndUsesTheSequencesAfterwards() {
        start(3);
        store.fail(true);
        committer.append(Events.admitted("acme", "r1"), answer("r1"));
        await().untilAsserted(() ->
                assertThat(answers).containsExactly("r1 refused: the outbox can't be written"));
        assertThat(group.failing()).isTrue();
        assertThat(tally.diskFailures()).isEqualTo(1);

        store.fail(false);
        committer.append(Events.admitted("acme", "r2"), answer("r2"));

        await().untilAsserted(() -> assertThat(answers).contains("r2 written"));
        assertThat(group.failing()).isFalse();
        assertThat(numbers()).containsExactly(Map.entry("acme", List.of(0L)));
    }

    @Test
    void goesOnAfterARequestFailsInItsAnswer() {
        start(3);
        committer.append(
                Events.admitted("acme", "r1"),
                new Written() {
                    @Override
                    public void written() {
                        throw new IllegalStateException("broken request");
                    }

                    @Override
                    public void refused(String reason) {}
                });
        committer.append(Events.admitted("acme", "r2"), answer("r2"));

        await().untilAsserted(() -> assertThat(answers).containsExactly("r2 written"));
    }

    @Test
    void tellsRefusalsOnceASecondAndAtTheEnd() throws InterruptedException {
        start(3);
        refuse(4);
        await().untilAsserted(() -> assertThat(refusals()).containsExactly(4L));

        refuse(2);
        committer.close(Duration.ofSeconds(10));

        assertThat(refusals()).containsExactly(4L, 2L);
        assertThat(tally.byOutcome()).containsExactly(Map.entry("UNKNOWN_KEY", 6L));
    }

    @Test
    void leavesHalfOfTheRoomToAdmittedRequests() throws InterruptedException {
        room = new Room(4, 1 << 20);
        group = group(WhenFull.REFUSE);
        committer = committer(16, false);
        start(3);
        for (int source = 0; source < 10; source++) {
            committer.refused(Outcome.UNKNOWN_KEY, null, "", Door.PROXY, "net-" + source, 401);
        }
        await().untilAsserted(() -> assertThat(tally.droppedEvents()).isEqualTo(8));
        committer.append(Events.admitted("acme", "r1"), answer("r1"));
        committer.append(Events.admitted("acme", "r2"), answer("r2"));
        committer.close(Duration.ofSeconds(10));

        assertThat(answers).containsExactly("r1 written", "r2 written");
    }

    @Test
    void commitsWhatARoundAdmitsTogetherAtItsEndAndTellsItThere() {
        start(3);
        serveHere();

        committer.append(Events.admitted("acme", "r1"), answer("r1"));
        committer.append(Events.admitted("acme", "r2"), answerHere("r2"));

        assertThat(ends).hasSize(1);
        assertThat(answers).isEmpty();
        assertThat(committer.tellsHere()).isFalse();
        endRound();
        assertThat(answers).containsExactly("r1 written", "r2 told here: true");
        assertThat(committer.tellsHere()).isFalse();
        assertThat(store.chunks()).singleElement().extracting(Chunk::next).isEqualTo(2L);
    }

    @Test
    void beginsAnotherRoundWithWhatIsAdmittedWhileOneIsTold() {
        start(3);
        serveHere();
        committer.append(
                Events.admitted("acme", "r1"),
                new Answer("r1") {
                    @Override
                    public void written() {
                        super.written();
                        committer.append(Events.admitted("acme", "r2"), answer("r2"));
                    }
                });

        ends.remove().run();

        assertThat(answers).containsExactly("r1 written");
        assertThat(ends).hasSize(1);
        endRound();
        assertThat(answers).containsExactly("r1 written", "r2 written");
    }

    @Test
    void takesNoMoreInARoundThanMayWait() {
        committer = committer(2, false);
        start(3);
        serveHere();

        assertThat(committer.append(Events.admitted("acme", "r1"), answer("r1"))).isTrue();
        assertThat(committer.append(Events.admitted("acme", "r2"), answer("r2"))).isTrue();
        assertThat(committer.append(Events.admitted("acme", "r3"), answer("r3"))).isFalse();
    }

    @Test
    void keepsSlowWritesFromThreadsThatServe() {
        start(3);
        serveHere();
        store.beforeWrite(() -> slowNanos.addAndGet(Duration.ofMillis(20).toNanos()));
        committer.append(Events.admitted("acme", "r1"), answer("r1"));
        endRound();

        committer.append(Events.admitted("acme", "r2"), answer("r2"));

        assertThat(ends).isEmpty();
        await().untilAsserted(
                        () -> assertThat(answers).containsExactly("r1 written", "r2 written"));
        store.beforeWrite(() -> {});
        committer.append(Events.admitted("acme", "r3"), answer("r3"));
        await().untilAsserted(() -> assertThat(answers).contains("r3 written"));

        committer.append(Events.admitted("acme", "r4"), answer("r4"));

        assertThat(ends).as("once a write was quick").hasSize(1);
        endRound();
        assertThat(answers).contains("r4 written");
    }

    @Test
    void letsNoThreadThatServesWaitForAWriteThatHangs() throws InterruptedException {
        start(3);
        var hangs = new CountDownLatch(1);
        var goesOn = new CountDownLatch(1);
        store.beforeWrite(() -> {
            hangs.countDown();
            awaitQuietly(goesOn);
        });
        committer.append(Events.admitted("acme", "r1"), answer("r1"));
        hangs.await();
        serveHere();
        committer.append(Events.admitted("acme", "r2"), answer("r2"));

        endRound();

        assertThat(answers).isEmpty();
        goesOn.countDown();
        await().untilAsserted(
                        () -> assertThat(answers).containsExactly("r1 written", "r2 written"));
    }

    @Test
    void leavesWhatIsForcedOntoTheDiskToItsOwnThread() {
        committer = committer(16, true);
        start(3);
        serveHere();

        committer.append(Events.admitted("acme", "r1"), answer("r1"));

        assertThat(ends).isEmpty();
        await().untilAsserted(() -> assertThat(answers).containsExactly("r1 written"));
    }

    @Test
    void writesAtItsEndWhatARoundStillHas() throws InterruptedException {
        start(3);
        serveHere();
        committer.append(Events.admitted("acme", "r1"), answer("r1"));

        committer.close(Duration.ofSeconds(10));

        assertThat(answers).containsExactly("r1 written");
        assertThat(committer.append(Events.admitted("acme", "r2"), answer("r2"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void numbersDenselyPerPartitionWhateverComesTogether(long seed) throws InterruptedException {
        start(3);
        var random = new Random(seed);
        var asked = new AtomicInteger();
        List<Thread> doors = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            long own = random.nextLong();
            doors.add(Thread.ofPlatform().start(() -> callRandomly(new Random(own), asked)));
        }
        for (Thread door : doors) {
            door.join();
        }
        store.fail(false);
        committer.close(Duration.ofSeconds(10));

        assertThat(answers).as("seed %s", seed).hasSize(asked.get());
        Set<String> confirmed = new HashSet<>();
        answers.stream()
                .filter(answer -> !answer.contains("refused"))
                .forEach(answer -> confirmed.add(answer.split(" ", 2)[0]));
        var next = new HashMap<Integer, Long>();
        Set<String> written = new HashSet<>();
        for (Chunk chunk : store.chunks()) {
            assertThat(chunk.first())
                    .as("seed %s", seed)
                    .isEqualTo(next.getOrDefault(chunk.lane().partition(), 0L));
            next.put(chunk.lane().partition(), chunk.next());
            for (Entry entry : chunk.entries()) {
                RequestEvent event = Batches.event(entry);
                written.add(event.getRequestId());
                assertThat(KafkaPartitioning.partitionOf(entry.ownerId(), 3))
                        .isEqualTo(chunk.lane().partition());
            }
        }
        assertThat(written).as("seed %s", seed).isEqualTo(confirmed);
    }

    private void callRandomly(Random random, AtomicInteger asked) {
        Queue<Runnable> own = new ConcurrentLinkedQueue<>();
        if (random.nextBoolean()) {
            committer.round(own::add).servedHere();
        }
        for (int i = 0; i < 500; i++) {
            if (random.nextInt(8) == 0) {
                own.forEach(Runnable::run);
                own.clear();
            }
            if (random.nextInt(20) == 0) {
                store.fail(random.nextInt(3) == 0);
            }
            String id = "r" + random.nextLong();
            String owner = "owner-" + random.nextInt(20);
            if (committer.append(Events.admitted(owner, id), answer(id))) {
                asked.incrementAndGet();
            }
        }
    }

    private void start(int partitions) {
        lanes.partitions(partitions);
        committer.start();
    }

    private GroupCommit group(WhenFull whenFull) {
        return new GroupCommit(whenFull, EDGE, store, lanes, room, tally, this::nanos, () -> {});
    }

    private Committer committer(int queued, boolean sync) {
        var settings =
                new OutboxSettings(Path.of("unused"), 0, 0, WhenFull.REFUSE, sync, queued, 100);
        return new Committer(settings, lanes, tally, group, () -> Events.NOON, this::nanos);
    }

    private long nanos() {
        return System.nanoTime() + slowNanos.get();
    }

    /** Has the calling thread serve in a round whose end the test brings about. */
    private void serveHere() {
        committer.round(ends::add).servedHere();
    }

    private void endRound() {
        for (Runnable end = ends.poll(); end != null; end = ends.poll()) {
            end.run();
        }
    }

    private void refuse(int times) {
        for (int i = 0; i < times; i++) {
            committer.refused(Outcome.UNKNOWN_KEY, null, "", Door.PROXY, "192.0.2.0/24", 401);
        }
    }

    private List<Long> refusals() {
        return store.chunks().stream()
                .flatMap(chunk -> chunk.entries().stream())
                .map(entry -> Batches.event(entry).getCount())
                .toList();
    }

    private Map<String, List<Long>> numbers() {
        var numbers = new HashMap<String, List<Long>>();
        for (Chunk chunk : store.chunks()) {
            for (Entry entry : chunk.entries()) {
                numbers.computeIfAbsent(entry.ownerId(), _ -> new ArrayList<>())
                        .add(Batches.event(entry).getSequence());
            }
        }
        return numbers;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Written answer(String id) {
        return new Answer(id);
    }

    private Written answerHere(String id) {
        return new Answer(id) {
            @Override
            public void written() {
                answers.add(id + " told here: " + committer.tellsHere());
            }
        };
    }

    /** Notes what became of an event. */
    private class Answer implements Written {
        private final String id;

        Answer(String id) {
            this.id = id;
        }

        @Override
        public void written() {
            answers.add(id + " written");
        }

        @Override
        public void refused(String reason) {
            answers.add(id + " refused: " + reason);
        }
    }
}
