package io.tollgate.edge.outbox;

import io.tollgate.edge.event.EventDraft;
import io.tollgate.edge.event.EventLog.Written;
import io.tollgate.edge.outbox.OutboxSettings.WhenFull;
import io.tollgate.schemas.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers events, writes them together and tells who waits for them, all on the calling thread; one
 * thread at a time numbers and writes. Thread-safe.
 */
final class GroupCommit {
    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);
    private static final long RECENT_BYTES = 32L << 20;
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final WhenFull whenFull;
    private final String edgeId;
    private final EventStore store;
    private final Lanes lanes;
    private final Room room;
    private final Tally tally;
    private final LongSupplier ticker;
    private final Runnable onAppend;
    private final EventCodec codec = new EventCodec();
    private final ReentrantLock writing = new ReentrantLock();
    private volatile boolean slow;
    private volatile boolean failing;
    private volatile long failedNanos;

    /**
     * Over a store.
     *
     * @param onAppend told whenever there is something to ship
     */
    GroupCommit(
            WhenFull whenFull,
            String edgeId,
            EventStore store,
            Lanes lanes,
            Room room,
            Tally tally,
            LongSupplier ticker,
            Runnable onAppend) {
        this.whenFull = whenFull;
        this.edgeId = edgeId;
        this.store = store;
        this.lanes = lanes;
        this.room = room;
        this.tally = tally;
        this.ticker = ticker;
        this.onAppend = onAppend;
    }

    /** Whether the newest write failed. */
    boolean failing() {
        return failing;
    }

    /**
     * Whether the newest write took so long that none should be waited for by a thread that has
     * something else to do.
     */
    boolean slow() {
        return slow;
    }

    /** Whether an event that came now would be turned away. */
    boolean refuses() {
        return whenFull == WhenFull.REFUSE && (diskJustFailed() || !room.fits(1, 0));
    }

    /** Commits events, however long others take. */
    void commit(List<Pending> group) {
        List<Runnable> answers;
        writing.lock();
        try {
            answers = write(group);
        } finally {
            writing.unlock();
        }
        tell(answers);
    }

    /**
     * Commits events unless another thread goes on writing for longer than a time.
     *
     * @return whether it did
     */
    boolean commitWithin(long nanos, List<Pending> group) {
        List<Runnable> answers;
        try {
            if (!writing.tryLock(nanos, TimeUnit.NANOSECONDS)) {
                return false;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            answers = write(group);
        } finally {
            writing.unlock();
        }
        tell(answers);
        return true;
    }

    /** Once a second one is to try whether the disk works again. */
    private boolean diskJustFailed() {
        return failing && ticker.getAsLong() - failedNanos < RETRY_NANOS;
    }

    /** Writes what fits and says what is to be told. */
    private List<Runnable> write(List<Pending> pending) {
        var group = new Group(codec);
        var accepted = new ArrayList<Pending>(pending.size());
        var answers = new ArrayList<Runnable>(pending.size());
        for (Pending one : pending) {
            if (!fits(one, group)) {
                turnAway(one, "the outbox is full", answers);
            } else if (stage(one, group, answers)) {
                accepted.add(one);
            }
        }
        if (!accepted.isEmpty()) {
            store(group, accepted, answers);
        }
        return answers;
    }

    private void store(Group group, List<Pending> accepted, List<Runnable> answers) {
        long began = ticker.getAsLong();
        try {
            store.append(group.chunks());
            succeed(group, accepted, answers);
        } catch (StoreException e) {
            fail(accepted, e, answers);
        } finally {
            slow = ticker.getAsLong() - began >= SLOW_NANOS;
        }
    }

    private boolean fits(Pending one, Group group) {
        if (lanes.partitions() == 0) {
            return false;
        }
        return one.then() == null
                ? room.fitsRefusal(group.events() + 1, group.bytes())
                : room.fits(group.events() + 1, group.bytes());
    }

    private boolean stage(Pending one, Group group, List<Runnable> answers) {
        String owner = one.draft().ownerId();
        try {
            String topicKey = KafkaPartitioning.topicKey(owner, edgeId);
            int partition = KafkaPartitioning.partitionOf(topicKey, lanes.partitions());
            group.add(lanes.current(partition), one.draft());
            return true;
        } catch (RuntimeException e) {
            log.atError().addKeyValue("owner", owner).setCause(e).log("event can't be encoded");
            Written then = one.then();
            if (then != null) {
                answers.add(() -> then.refused("the event can't be encoded"));
            }
            return false;
        }
    }

    private void succeed(Group group, List<Pending> accepted, List<Runnable> answers) {
        if (failing) {
            failing = false;
            log.atInfo().log("outbox takes events again");
        }
        room.take(group.events(), group.bytes());
        group.written(RECENT_BYTES, ticker.getAsLong());
        for (Pending one : accepted) {
            Written then = one.then();
            if (then != null) {
                count(one.draft());
                answers.add(then::written);
            }
        }
    }

    private void fail(List<Pending> accepted, StoreException failure, List<Runnable> answers) {
        tally.diskFailed();
        failedNanos = ticker.getAsLong();
        if (!failing) {
            failing = true;
            log.atError().setCause(failure).log("outbox can't be written");
        }
        accepted.forEach(one -> turnAway(one, "the outbox can't be written", answers));
    }

    private void turnAway(Pending one, String reason, List<Runnable> answers) {
        Written then = one.then();
        if (then == null) {
            tally.dropped();
        } else if (whenFull == WhenFull.DROP) {
            tally.dropped();
            count(one.draft());
            answers.add(then::written);
        } else {
            answers.add(() -> then.refused(reason));
        }
    }

    private void count(EventDraft draft) {
        if (draft.phase() != Phase.FINISHED) {
            tally.outcome(draft.outcome());
        }
    }

    /** Tells all, whatever becomes of it: one broken request must not stop the others' events. */
    private void tell(List<Runnable> answers) {
        for (Runnable answer : answers) {
            try {
                answer.run();
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("request failed after its event was settled");
            }
        }
        onAppend.run();
    }
}
