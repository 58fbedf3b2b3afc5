package io.tollgate.edge.door;

import io.tollgate.edge.door.AdmittedRequest.Telling;
import io.tollgate.edge.event.EventLog;
import io.tollgate.schemas.Phase;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that an admitted exchange is told before its client sees an answer, and that it counts
 * once. Thread-safe.
 *
 * <p>It is told in one event where the answer's length is known with its head, else in two: STARTED
 * before the answer and FINISHED at its end. STARTED comes at once where a limit nears its end, and
 * for others when 200 ms have passed without an answer, so that the fleet hears of slow exchanges
 * too. Where the event can't be written, nothing of the answer is shown and what was charged is
 * given back.
 */
final class Accounting {
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** The exchange that is accounted for. */
    interface Exchange {
        /**
         * The event could not be written, and what was charged was given back: the client is to
         * hear that, and no answer will be let through. Called once at most.
         */
        void untold();
    }

    private enum State {
        UNTOLD,
        /** STARTED is on its way to the outbox. */
        STARTING,
        /** STARTED is there; FINISHED is due. */
        STARTED,
        /** The one event is on its way or there. */
        WHOLE,
        FINISHED,
        REFUSED
    }

    private final AdmittedRequest request;
    private final EventLog log;
    private final Runnable giveBack;
    private final LongSupplier nanos;
    private final Exchange exchange;
    private final long admittedNanos;

    private State state = State.UNTOLD;
    private @Nullable Runnable waiting;

    /** How it ended, where STARTED is still on its way, which FINISHED is to follow. */
    private @Nullable Telling last;

    /**
     * Begins the account of a request that was just admitted.
     *
     * @param giveBack gives back what the request was charged
     */
    Accounting(
            AdmittedRequest request,
            EventLog log,
            Runnable giveBack,
            LongSupplier nanos,
            Exchange exchange) {
        this.request = request;
        this.log = log;
        this.giveBack = giveBack;
        this.nanos = nanos;
        this.exchange = exchange;
        this.admittedNanos = nanos.getAsLong();
    }

    /**
     * Tells at once what can't wait, and refuses at once what can't be told: an upstream is to do
     * nothing for a request that is refused.
     */
    void begin() {
        if (log.refuses()) {
            refused();
        } else if (request.verdict().urgent()) {
            startIfUntold();
        }
    }

    /** Tells what has waited long enough. */
    void tick(long nowNanos) {
        if (nowNanos - admittedNanos >= PATIENCE_NANOS) {
            startIfUntold();
        }
    }

    /** Lets an answer through that ends with a length that is known, once it is told. */
    void answerWhole(Telling telling, Runnable show) {
        answer(Phase.WHOLE, telling, show);
    }

    /** Lets an answer through whose end is not in sight, once it is told. */
    void answerOpen(Telling telling, Runnable show) {
        answer(Phase.STARTED, telling, show);
    }

    /** The exchange is over, however it ended; repeated calls do nothing. */
    void end(Telling telling) {
        Phase due = Phase.UNKNOWN;
        synchronized (this) {
            switch (state) {
                // The client went away before there was an answer, and counts all the same.
                case UNTOLD -> due = Phase.WHOLE;
                // FINISHED follows STARTED, and is not told if that can't be.
                case STARTING -> last = telling;
                case STARTED -> due = Phase.FINISHED;
                case WHOLE, FINISHED, REFUSED -> {
                    return;
                }
            }
            state = State.FINISHED;
            waiting = null;
        }
        if (due == Phase.UNKNOWN) {
            return;
        }
        // What FINISHED adds is not counted, so that losing it to a full outbox is bearable.
        boolean counts = due == Phase.WHOLE;
        if (!append(due, telling, counts ? new Last() : new Ignored()) && counts) {
            giveBack.run();
        }
    }

    private void answer(Phase phase, Telling telling, Runnable show) {
        boolean tell = false;
        synchronized (this) {
            switch (state) {
                case UNTOLD -> {
                    state = phase == Phase.WHOLE ? State.WHOLE : State.STARTING;
                    waiting = show;
                    tell = true;
                }
                case STARTING -> {
                    waiting = show;
                    return;
                }
                case STARTED -> {}
                case WHOLE, FINISHED, REFUSED -> {
                    return;
                }
            }
        }
        if (tell) {
            tell(phase, telling);
        } else {
            show.run();
        }
    }

    private void startIfUntold() {
        synchronized (this) {
            if (state != State.UNTOLD) {
                return;
            }
            state = State.STARTING;
        }
        tell(Phase.STARTED, Telling.NOTHING);
    }

    private void tell(Phase phase, Telling telling) {
        if (!append(phase, telling, new Told())) {
            refused();
        }
    }

    private boolean append(Phase phase, Telling telling, EventLog.Written then) {
        return log.append(request.event(phase, telling, nanos.getAsLong()), then);
    }

    private void written() {
        Runnable show;
        Telling ended;
        synchronized (this) {
            state = state == State.STARTING ? State.STARTED : state;
            show = waiting;
            waiting = null;
            ended = last;
            last = null;
        }
        if (show != null) {
            show.run();
        }
        if (ended != null) {
            append(Phase.FINISHED, ended, new Ignored());
        }
    }

    private void refused() {
        boolean over;
        synchronized (this) {
            over = state == State.FINISHED;
            state = State.REFUSED;
            waiting = null;
            last = null;
        }
        giveBack.run();
        if (!over) {
            exchange.untold();
        }
    }

    /** Waits for the event that the answer waits for. */
    private final class Told implements EventLog.Written {
        @Override
        public void written() {
            Accounting.this.written();
        }

        @Override
        public void refused(String reason) {
            Accounting.this.refused();
        }
    }

    /** Waits for the event of an exchange that nobody waits for any more. */
    private final class Last implements EventLog.Written {
        @Override
        public void written() {}

        @Override
        public void refused(String reason) {
            giveBack.run();
        }
    }

    /** Waits for nothing. */
    private static final class Ignored implements EventLog.Written {
        @Override
        public void written() {}

        @Override
        public void refused(String reason) {}
    }
}
