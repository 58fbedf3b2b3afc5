package io.tollgate.edge.door;

import io.tollgate.edge.event.EventDraft;
import io.tollgate.edge.verdict.Verdict;
import io.tollgate.schemas.Door;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.Upstream;
import java.util.concurrent.TimeUnit;

/**
 * What all events of an admitted request have in common. Immutable.
 *
 * @param arrivedNanos when the request's head had arrived, on the monotonic clock
 */
record AdmittedRequest(
        Verdict.Admitted verdict,
        String requestId,
        Door door,
        String method,
        String source,
        String pathHash,
        long arrivedNanos) {

    /** An event of the request. */
    EventDraft event(Phase phase, Telling telling, long nowNanos) {
        return new EventDraft(
                phase,
                Outcome.ADMITTED,
                1,
                requestId,
                verdict.atMillis(),
                verdict.key(),
                verdict.route().id(),
                door,
                method,
                verdict.route().definition().getCost(),
                verdict.charges(),
                telling.status(),
                telling.upstream(),
                telling.requestBytes(),
                telling.responseBytes(),
                TimeUnit.NANOSECONDS.toMicros(nowNanos - arrivedNanos),
                source,
                pathHash);
    }

    /**
     * How an exchange stands.
     *
     * @param status of the answer, 0 if there is none yet
     * @param requestBytes of the body that went upstream
     * @param responseBytes of the body that went, or is to go, to the client
     */
    record Telling(int status, Upstream upstream, long requestBytes, long responseBytes) {
        /** Of an exchange of which nothing is known yet. */
        static final Telling NOTHING = new Telling(0, Upstream.NONE, 0, 0);
    }
}
