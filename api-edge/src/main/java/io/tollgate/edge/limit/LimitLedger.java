package io.tollgate.edge.limit;

import io.tollgate.schemas.Charge;
import io.tollgate.schemas.Throttle;
import java.util.List;

/**
 * What this edge has spent of every limit in use and what the fleet has, as far as it knows.
 * Thread-safe.
 */
public final class LimitLedger {
    /**
     * Charges a request against all limits that apply to it, or none.
     *
     * @param patient whether the answer may be to hold; otherwise what is not known to be used up
     *     is admitted
     * @param nowMillis fleet time
     */
    public LimitDecision charge(
            String keyId,
            String ownerId,
            List<LimitSpec> limits,
            long cost,
            boolean patient,
            long nowMillis) {
        throw new UnsupportedOperationException(
                keyId + ownerId + limits + cost + patient + nowMillis);
    }

    /** Gives back what a request was charged whose event could not be written. */
    public void release(String keyId, String ownerId, List<Charge> charges) {
        throw new UnsupportedOperationException(keyId + ownerId + charges);
    }

    /** Takes over what an earlier boot was charged and Kafka has not acknowledged. */
    public void recovered(String keyId, String ownerId, List<Charge> charges) {
        throw new UnsupportedOperationException(keyId + ownerId + charges);
    }

    /** Notes at which offset of its partition of {@code requests} Kafka has a request's charges. */
    public void acknowledged(String keyId, String ownerId, List<Charge> charges, long offset) {
        throw new UnsupportedOperationException(keyId + ownerId + charges + offset);
    }

    /** Takes in a view of the fleet's use; one that covers less than what is known is ignored. */
    public void view(Throttle view) {
        throw new UnsupportedOperationException(view.toString());
    }

    /** Takes in who is in the fleet, in the order of their ids. */
    public void fleet(List<String> edgeIds) {
        throw new UnsupportedOperationException(edgeIds.toString());
    }
}
