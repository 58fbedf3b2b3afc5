package io.tollgate.edge.outbox;

import io.tollgate.edge.event.EventDraft;
import io.tollgate.edge.event.EventLog;
import io.tollgate.edge.event.RefusalCells;
import io.tollgate.edge.table.KeyEntry;
import io.tollgate.schemas.Door;
import io.tollgate.schemas.Outcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events from many threads. Those of a thread that serves in rounds it has committed by that
 * thread, those of others, and all where a write is slow or forced onto the disk, by one of its
 * own. Thread-safe.
 */
final class Committer implements EventLog {
    /** Up to so many waiting events the one thread that writes has time for something else. */
    private static final int FEW_WAIT = 256;

    private static final Logger log = LoggerFactory.getLogger(Committer.class);
    private static final int MOST_AT_ONCE = 2048;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final OutboxSettings settings;
    private final Lanes lanes;
    private final Tally tally;
    private final GroupCommit group;
    private final InstantSource clock;
    private final LongSupplier ticker;
    private final EventRing<Pending> ring;
    private final RefusalCells refusals;
    private final Doorbell bell = new Doorbell();
    private final List<CommittedRound> rounds = new CopyOnWriteArrayList<>();

    /** The round that each thread serves in. */
    @SuppressWarnings("ThreadLocalUsage") // a process may have several edges
    private final ThreadLocal<CommittedRound> round = new ThreadLocal<>();

    private final Thread thread;
    private long tellAtNanos;
    private volatile boolean closing;

    /**
     * Starts when told to.
     *
     * @param clock fleet time, for the events of refusals
     */
    Committer(
            OutboxSettings settings,
            Lanes lanes,
            Tally tally,
            GroupCommit group,
            InstantSource clock,
            LongSupplier ticker) {
        this.settings = settings;
        this.lanes = lanes;
        this.tally = tally;
        this.group = group;
        this.clock = clock;
        this.ticker = ticker;
        ring = new EventRing<>(settings.queued());
        refusals = new RefusalCells(settings.refusalCells());
        thread = Thread.ofPlatform().name("outbox-committer").unstarted(this::run);
    }

    void start() {
        tellAtNanos = ticker.getAsLong() + SECOND_NANOS;
        thread.start();
    }

    @Override
    public Round round(Executor atEnd) {
        var added = new CommittedRound(atEnd);
        rounds.add(added);
        return added;
    }

    @Override
    public boolean append(EventDraft event, Written then) {
        if (closing || lanes.partitions() == 0) {
            return false;
        }
        var pending = new Pending(event, then);
        CommittedRound here = settings.sync() || group.slow() ? null : round.get();
        return here == null ? queue(pending) : here.add(pending);
    }

    @Override
    public boolean refuses() {
        return group.refuses();
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
        CommittedRound here = round.get();
        return here == null
                ? Thread.currentThread().equals(thread) && ring.size() < FEW_WAIT
                : Thread.currentThread().equals(here.teller);
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

    private boolean queue(Pending pending) {
        if (!ring.offer(pending)) {
            return false;
        }
        bell.ring();
        return true;
    }

    private void run() {
        var waiting = new ArrayList<Pending>();
        while (!closing || ring.size() > 0) {
            waiting.clear();
            ring.drainTo(waiting, MOST_AT_ONCE);
            long now = ticker.getAsLong();
            if (now - tellAtNanos >= 0) {
                tellAtNanos = now + SECOND_NANOS;
                addRefusals(waiting);
            }
            if (waiting.isEmpty()) {
                bell.await(tellAtNanos - now);
            } else {
                group.commit(waiting);
            }
        }
        waiting.clear();
        rounds.forEach(left -> waiting.addAll(left.take()));
        addRefusals(waiting);
        group.commit(waiting);
    }

    private void addRefusals(List<Pending> waiting) {
        refusals.flush(clock.millis()).forEach(draft -> waiting.add(new Pending(draft, null)));
    }

    /** What is admitted in a round, and committed at its end. */
    private final class CommittedRound implements Round, Runnable {
        private final Executor atEnd;
        private List<Pending> admitted = new ArrayList<>();

        /** The thread that tells at the moment, if one does. */
        private volatile @Nullable Thread teller;

        CommittedRound(Executor atEnd) {
            this.atEnd = atEnd;
        }

        @Override
        public void servedHere() {
            round.set(this);
        }

        @Override
        public void run() {
            servedHere();
            List<Pending> taken = take();
            teller = Thread.currentThread();
            try {
                if (!group.commitWithin(PATIENCE_NANOS, taken)) {
                    taken.forEach(this::handOver);
                }
            } finally {
                teller = null;
            }
        }

        private boolean add(Pending pending) {
            boolean first;
            synchronized (this) {
                if (admitted.size() >= settings.queued()) {
                    return false;
                }
                first = admitted.isEmpty();
                admitted.add(pending);
            }
            if (first) {
                atEnd.execute(this);
            }
            return true;
        }

        private synchronized List<Pending> take() {
            List<Pending> taken = admitted;
            admitted = new ArrayList<>();
            return taken;
        }

        private void handOver(Pending pending) {
            Written then = pending.then();
            if (!queue(pending) && then != null) {
                then.refused("too many events wait to be written");
            }
        }
    }
}
