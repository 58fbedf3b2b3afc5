package io.tollgate.edge.limit;

import io.tollgate.schemas.Charge;
import java.util.List;

/** What the limits say of one request; exactly one variant holds. */
public sealed interface LimitDecision {
    /**
     * All limits were charged.
     *
     * @param urgent whether one of them is more than half used, so that the fleet should hear of it
     *     at once
     */
    record Charged(List<Charge> charges, List<Quota> quotas, boolean urgent)
            implements LimitDecision {}

    /**
     * A limit is known to be used up; nothing was charged.
     *
     * @param retryAfterSeconds when trying again makes sense, at least 1
     */
    record Exhausted(LimitSpec limit, long retryAfterSeconds, List<Quota> quotas)
            implements LimitDecision {}

    /**
     * Some of a limit is left, but not for this edge to spend on what it knows; the next view will
     * tell.
     */
    record Hold() implements LimitDecision {}
}
