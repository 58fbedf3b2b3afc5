package io.tollgate.edge.outbox;

import io.tollgate.edge.event.EventDraft;
import io.tollgate.edge.event.EventLog.Written;
import org.jspecify.annotations.Nullable;

/**
 * An event that waits to be written.
 *
 * @param then who waits for that, null if nobody does, as with refusals
 */
record Pending(EventDraft draft, @Nullable Written then) {}
