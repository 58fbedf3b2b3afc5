package io.tollgate.edge.verdict;

import io.tollgate.edge.limit.LimitSpec;
import io.tollgate.edge.limit.Quota;
import io.tollgate.edge.table.CompiledRoute;
import io.tollgate.edge.table.KeyEntry;
import io.tollgate.schemas.Charge;
import io.tollgate.schemas.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An edge's decision on one request; exactly one variant holds. */
public sealed interface Verdict extends Judgement {
    /** The outcome as events, metrics and the console name it. */
    Outcome outcome();

    /** The key that was used, null if none was known. */
    @Nullable KeyEntry key();

    /**
     * The request may go on.
     *
     * @param key the key, null on a route that needs none
     * @param atMillis when it was judged, in fleet time
     * @param charges what was charged; given back through the ledger if the event can't be written
     * @param quotas what is left of each limit, for the RateLimit headers
     * @param urgent whether its event must be written at once, because a limit that it charges is
     *     more than half used
     */
    record Admitted(
            CompiledRoute route,
            @Nullable KeyEntry key,
            long atMillis,
            List<Charge> charges,
            List<Quota> quotas,
            boolean urgent)
            implements Verdict {
        @Override
        public Outcome outcome() {
            return Outcome.ADMITTED;
        }
    }

    /**
     * The request may not go on, and another try will not change that by itself.
     *
     * @param detail what was wrong and what would be right, for the client
     * @param missingScopes scopes of the route that the key lacks; empty unless that is the reason
     */
    record Refused(
            Outcome outcome, @Nullable KeyEntry key, String detail, List<String> missingScopes)
            implements Verdict {}

    /**
     * A limit is used up.
     *
     * @param limit the limit
     * @param retryAfterSeconds when trying again makes sense, at least 1
     */
    record Limited(KeyEntry key, LimitSpec limit, long retryAfterSeconds, List<Quota> quotas)
            implements Verdict {
        @Override
        public Outcome outcome() {
            return Outcome.LIMITED;
        }
    }

    /**
     * The edge can't judge now: it is not ready, its state is too old, or it has too much to do.
     *
     * @param outcome NOT_READY, STALE or OVERLOADED
     */
    record Unavailable(
            Outcome outcome, @Nullable KeyEntry key, String detail, long retryAfterSeconds)
            implements Verdict {}
}
