package io.tollgate.edge.table;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What all feeds of one edge share.
 *
 * @param fleetMillis fleet time, in milliseconds since the epoch
 */
record FeedContext(
        RocksTables disk,
        Readiness readiness,
        Progress progress,
        Freshness freshness,
        InstantSource wallClock,
        LongSupplier fleetMillis) {

    /** How long ago a topic was complete if this pulse is the last thing read of it. */
    long ageOf(Incoming pulse, boolean atEnd) {
        return atEnd ? 0 : Math.max(0, fleetMillis.getAsLong() - pulse.atMillis());
    }
}
