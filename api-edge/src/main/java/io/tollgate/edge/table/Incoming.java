package io.tollgate.edge.table;

import org.jspecify.annotations.Nullable;

/**
 * A record on its way from a topic into a table. Immutable.
 *
 * @param value as it came, null if the key is gone
 * @param atMillis the record's time
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and copying it would cost
record Incoming(int partition, long offset, String key, byte @Nullable [] value, long atMillis) {
    private static final String PULSE = "pulse|";

    /** Whether it is a mark that only tells how fresh the topic is. */
    boolean isPulse() {
        return key.startsWith(PULSE);
    }
}
