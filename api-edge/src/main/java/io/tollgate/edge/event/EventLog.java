package io.tollgate.edge.event;

import io.tollgate.edge.table.KeyEntry;
import io.tollgate.schemas.Door;
import io.tollgate.schemas.Outcome;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Where an edge tells what it decided. Thread-safe; no method blocks. */
public interface EventLog {
    /**
     * What becomes of an appended event; called once, from a thread that commits events, which it
     * must not block.
     */
    interface Written {
        /** The event is with the operating system: the client may see an answer. */
        void written();

        /**
         * The event could not be written: the outbox is full or its disk fails. The charges must be
         * given back.
         */
        void refused(String reason);
    }

    /**
     * What a thread that serves many connections does between two waits for more to do. The events
     * that it appends meanwhile are written together, by itself, and told there, which costs less
     * than to wake another thread for each.
     */
    interface Round {
        /** Says that the calling thread serves in this round. */
        void servedHere();
    }

    /**
     * Makes a round.
     *
     * @param atEnd runs what it is given on the thread that serves, when all that was ready is
     *     served
     */
    Round round(Executor atEnd);

    /**
     * Appends the event of an admitted request.
     *
     * @return false if there is no room to even queue it: the request is OVERLOADED, and {@code
     *     then} is not called
     */
    boolean append(EventDraft event, Written then);

    /** Whether an event that were appended now would be refused for want of room or a disk. */
    boolean refuses();

    /** Whether this is the thread that tells what became of events, and it has time for more. */
    boolean tellsHere();

    /** Counts a refusal, which is told together with others alike once a second. */
    void refused(
            Outcome outcome,
            @Nullable KeyEntry key,
            String routeId,
            Door door,
            String source,
            int status);
}
