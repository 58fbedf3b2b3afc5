package io.tollgate.edge.outbox;

import io.tollgate.edge.event.EventDraft;
import io.tollgate.edge.event.EventLog;
import io.tollgate.edge.event.RefusalCells;
import io.tollgate.edge.outbox.OutboxSettings.WhenFull;
import io.tollgate.edge.table.KeyEntry;
import io.tollgate.schemas.Door;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events from many threads and lets one of its own number them, write them in groups and
 * answer. Thread-safe.
 */
final class Committer implements EventLog {
    /** Up to so many waiting events the one thread that writes has time for something else. */
    private static final int FEW_WAIT = 256;

    private static final Logger log = LoggerFactory.getLogger(Committer.class);
    private static final int MOST_AT_ONCE = 2048;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long RECENT_BYTES = 32L << 20;

    private final OutboxSettings settings;
    private final String edgeId;
    private final EventStore store;
    private final Lanes lanes;
    private final Room room;
    private final Tally tally;
    private final InstantSource clock;
    private final LongSupplier ticker;
    private final Runnable onAppend;
    private final EventCodec codec = new EventCodec();
    private final EventRing<Pending> ring;
    private final RefusalCells refusals;
    private final Doorbell bell = new Doorbell();
    private final Thread thread;
    private long tellAtNanos;
    private volatile boolean closing;
    private volatile boolean failing;
    private volatile long failedNanos;

    /**
     * Starts when told to.
     *
     * @param clock fleet time, for the events of refusals
     * @param onAppend told whenever there is something to ship
     */
    Committer(
            OutboxSettings settings,
            String edgeId,
            EventStore store,
            Lanes lanes,
            Room room,
            Tally tally,
            InstantSource clock,
            LongSupplier ticker,
            Runnable onAppend) {
        this.settings = settings;
        this.edgeId = edgeId;
        this.store = store;
        this.lanes = lanes;
        this.room = room;
        this.tally = tally;
        this.clock = clock;
        this.ticker = ticker;
        this.onAppend = onAppend;
        ring = new EventRing<>(settings.queued());
        refusals = new RefusalCells(settings.refusalCells());
        thread = Thread.ofPlatform().name("outbox-committer").unstarted(this::run);
    }

    private record Pending(EventDraft draft, @Nullable Written then) {}

    void start() {
        tellAtNanos = ticker.getAsLong() + SECOND_NANOS;
        thread.start();
    }

    @Override
    public boolean append(EventDraft event, Written then) {
        if (closing || lanes.partitions() == 0 || !ring.offer(new Pending(event, then))) {
            return false;
        }
        bell.ring();
        return true;
    }

    @Override
    public boolean refuses() {
        return settings.whenFull() == WhenFull.REFUSE && (diskJustFailed() || !room.fits(1, 0));
    }

    @Override
    public void refused(
            Outcome outcome,
            @Nullable KeyEntry key,
            String routeId,
            Door door,
            String source,
            int status) {
        tally.outcome(outcome);
        refusals.add(outcome, key, routeId, door, source, status);
    }

    @Override
    public boolean tellsHere() {
        return Thread.currentThread().equals(thread) && ring.size() < FEW_WAIT;
    }

    /** Whether the newest write failed. */
    boolean failing() {
        return failing;
    }

    /** How many events wait to be written, about. */
    int queued() {
        return ring.size();
    }

    /** Takes no more events, writes what it has, and ends; refusals are told up to now. */
    void close(Duration atMost) throws InterruptedException {
        closing = true;
        bell.ring();
        if (!thread.join(atMost)) {
            log.atError()
                    .addKeyValue("waited", atMost)
                    .addKeyValue("events", ring.size())
                    .log("outbox could not write its last events in time");
        }
    }

    private void run() {
        var group = new ArrayList<Pending>();
        while (!closing || ring.size() > 0) {
            group.clear();
            ring.drainTo(group, MOST_AT_ONCE);
            long now = ticker.getAsLong();
            if (now - tellAtNanos >= 0) {
                tellAtNanos = now + SECOND_NANOS;
                addRefusals(group);
            }
            if (group.isEmpty()) {
                bell.await(tellAtNanos - now);
            } else {
                commit(group);
            }
        }
        group.clear();
        addRefusals(group);
        commit(group);
    }

    /** Once a second one is to try whether the disk works again. */
    private boolean diskJustFailed() {
        return failing && ticker.getAsLong() - failedNanos < SECOND_NANOS;
    }

    private void addRefusals(List<Pending> group) {
        refusals.flush(clock.millis()).forEach(draft -> group.add(new Pending(draft, null)));
    }

    private void commit(List<Pending> pending) {
        var group = new Group(codec);
        var accepted = new ArrayList<Pending>(pending.size());
        for (Pending one : pending) {
            if (!fits(one, group)) {
                turnAway(one, "the outbox is full");
            } else if (stage(one, group)) {
                accepted.add(one);
            }
        }
        if (accepted.isEmpty()) {
            return;
        }
        try {
            store.append(group.chunks());
        } catch (StoreException e) {
            fail(accepted, e);
            return;
        }
        succeed(accepted, group);
    }

    private boolean fits(Pending one, Group group) {
        if (lanes.partitions() == 0) {
            return false;
        }
        return one.then == null
                ? room.fitsRefusal(group.events() + 1, group.bytes())
                : room.fits(group.events() + 1, group.bytes());
    }

    private boolean stage(Pending one, Group group) {
        String owner = one.draft.ownerId();
        try {
            String topicKey = KafkaPartitioning.topicKey(owner, edgeId);
            int partition = KafkaPartitioning.partitionOf(topicKey, lanes.partitions());
            group.add(lanes.current(partition), one.draft);
            return true;
        } catch (RuntimeException e) {
            log.atError().addKeyValue("owner", owner).setCause(e).log("event can't be encoded");
            if (one.then != null) {
                answer(() -> one.then.refused("the event can't be encoded"));
            }
            return false;
        }
    }

    private void succeed(List<Pending> accepted, Group group) {
        if (failing) {
            failing = false;
            log.atInfo().log("outbox takes events again");
        }
        room.take(group.events(), group.bytes());
        group.written(RECENT_BYTES, ticker.getAsLong());
        for (Pending one : accepted) {
            if (one.then != null) {
                count(one.draft);
                answer(one.then::written);
            }
        }
        onAppend.run();
    }

    private void fail(List<Pending> accepted, StoreException failure) {
        tally.diskFailed();
        failedNanos = ticker.getAsLong();
        if (!failing) {
            failing = true;
            log.atError().setCause(failure).log("outbox can't be written");
        }
        accepted.forEach(one -> turnAway(one, "the outbox can't be written"));
    }

    private void turnAway(Pending one, String reason) {
        if (one.then == null) {
            tally.dropped();
        } else if (settings.whenFull() == WhenFull.DROP) {
            tally.dropped();
            count(one.draft);
            answer(one.then::written);
        } else {
            answer(() -> one.then.refused(reason));
        }
    }

    private void count(EventDraft draft) {
        if (draft.phase() != Phase.FINISHED) {
            tally.outcome(draft.outcome());
        }
    }

    /** Answers, whatever becomes of it: one broken request must not stop the others' events. */
    private static void answer(Runnable answer) {
        try {
            answer.run();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("request failed after its event was settled");
        }
    }
}
