package io.tollgate.metering;

import io.tollgate.schemas.Gap;
import io.tollgate.schemas.GapState;
import java.time.Instant;

/**
 * Makes the records that tell of missing events of one boot on one partition. Immutable.
 *
 * @param edgeId the edge
 * @param boot the start of its process
 * @param partition of {@code requests}
 */
record GapReport(String edgeId, String boot, int partition) {
    String topicKey() {
        return edgeId + "|" + boot;
    }

    Gap of(Range range, GapState state, Instant at) {
        return new Gap(
                edgeId, boot, partition, range.first(), range.last(), range.size(), state, at);
    }
}
