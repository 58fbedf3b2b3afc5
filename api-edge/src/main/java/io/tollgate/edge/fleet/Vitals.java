package io.tollgate.edge.fleet;

import io.tollgate.schemas.EdgeState;
import io.tollgate.schemas.OutboxProgress;
import java.util.Map;

/** What heartbeats tell of an edge beside what it is; asked once for each. Thread-safe. */
public interface Vitals {
    /** Where the edge is in its life; heartbeats themselves know when it has left. */
    EdgeState state();

    /** What is applied of the control topics: topic|partition without prefix to next offset. */
    Map<String, Long> applied();

    /** Time since the newest pulse, -1 if there was none. */
    long stateAgeMillis();

    /** Why revocations can't be applied any more, empty if they can. */
    String blocked();

    /** Progress of shipping, by partition of {@code requests}. */
    Map<String, OutboxProgress> outbox();

    /** Events that wait in the outbox. */
    long outboxEvents();

    /** Events that were dropped. */
    long dropped();

    /** Requests since the start, by outcome. */
    Map<String, Long> outcomes();

    /** How long the edge may go on admitting when cut off, -1 if without bound. */
    long leaseMillis();

    /** Requests that are held near the end of a limit. */
    long held();

    /** Holds that have ended. */
    long holds();
}
