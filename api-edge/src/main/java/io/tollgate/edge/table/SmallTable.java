package io.tollgate.edge.table;

import java.util.Set;

/** A table that lies in memory, with its records on disk too. Not thread-safe for changes. */
interface SmallTable {
    /** What becomes of a record's bytes on disk. */
    enum Keep {
        /** They replace what was there. */
        STORE,
        /** What was there goes. */
        DELETE,
        /** What was there stays. */
        LEAVE
    }

    /**
     * Takes in a record whose value is not null; one that can't be used must not be lost sight of.
     */
    Keep put(String key, byte[] value, long offset);

    /** Removes what is under a key. */
    void remove(String key);

    /** Keys of all that the table has. */
    Set<String> keys();

    /** Whether pulses come through its topic, so that its age says something. */
    default boolean hasPulses() {
        return false;
    }

    /** The first offset that could not be applied, {@link Long#MAX_VALUE} if all could. */
    default long blockedAt() {
        return Long.MAX_VALUE;
    }
}
