package io.tollgate.edge.outbox;

import java.util.List;

/**
 * Events of a lane in a row, written and forgotten together. Immutable.
 *
 * @param first sequence of the first event; the others follow without a gap
 * @param entries at least one event
 */
record Chunk(Lane lane, long first, List<Entry> entries) {
    /** Checks that there is an event. */
    Chunk {
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("a chunk of " + lane + " without events");
        }
    }

    /** The sequence after the last event. */
    long next() {
        return first + entries.size();
    }

    /** Size of the events as they are encoded. */
    long bytes() {
        return entries.stream().mapToLong(entry -> entry.encoded().length).sum();
    }
}
