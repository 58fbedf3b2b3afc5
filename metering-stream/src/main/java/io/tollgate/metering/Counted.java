package io.tollgate.metering;

import io.tollgate.schemas.RequestEvent;
import java.util.List;

/**
 * The events of one batch that had not been counted before, on their way through the topology.
 *
 * @param edgeId the edge whose word they are
 * @param boot the start of its process that they belong to
 * @param ownerId the owner of their keys, empty if none was known
 * @param appendedAt when the broker appended the batch, in milliseconds since the epoch
 * @param offset of the batch in its partition
 * @param events the events, maybe none
 */
public record Counted(
        String edgeId,
        String boot,
        String ownerId,
        long appendedAt,
        long offset,
        List<RequestEvent> events) {

    /** All records of the partition below this offset have been taken in. */
    long nextOffset() {
        return offset + 1;
    }

    /** When an event happened: by its own word, but not after the broker had it. */
    public long timeOf(RequestEvent event) {
        return Math.min(event.getAt().toEpochMilli(), appendedAt);
    }

    /** Whether an event stands for requests, rather than completing one that was told before. */
    static boolean counts(RequestEvent event) {
        return switch (event.getPhase()) {
            case WHOLE, STARTED -> true;
            case FINISHED, UNKNOWN -> false;
        };
    }
}
