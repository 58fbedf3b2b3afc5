package io.tollgate.edge.event;

import io.tollgate.edge.table.KeyEntry;
import io.tollgate.schemas.Charge;
import io.tollgate.schemas.Door;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.Upstream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event that has no place in the outbox yet, and so no sequence. Immutable; its parts mean what
 * the event's fields of the same names mean.
 *
 * @param key the key, null if none was known
 * @param source network of the client's address
 */
public record EventDraft(
        Phase phase,
        Outcome outcome,
        long count,
        String requestId,
        long atMillis,
        @Nullable KeyEntry key,
        String routeId,
        Door door,
        String method,
        long cost,
        List<Charge> charges,
        int status,
        Upstream upstream,
        long requestBytes,
        long responseBytes,
        long latencyMicros,
        String source,
        String pathHash) {

    /** The owner whose key was used, empty if none was known. */
    public String ownerId() {
        return key == null ? "" : key.ownerId();
    }

    /** The event at its place. */
    public RequestEvent numbered(long sequence) {
        return new RequestEvent(
                sequence,
                phase,
                outcome,
                count,
                requestId,
                Instant.ofEpochMilli(atMillis),
                key == null ? "" : key.keyId(),
                key == null ? "" : key.planId(),
                key == null ? Environment.UNKNOWN : key.environment(),
                key == null ? Map.of() : key.tags(),
                routeId,
                door,
                method,
                cost,
                charges,
                status,
                upstream,
                requestBytes,
                responseBytes,
                latencyMicros,
                source,
                pathHash,
                key == null || key.limitSubject().equals(key.keyId()) ? "" : key.limitSubject());
    }
}
