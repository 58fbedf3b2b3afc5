package io.tollgate.admin.leak;

/** What came of a report. */
public enum LeakOutcome {
    /** There is no such key. */
    UNKNOWN_KEY,
    /** The key is of no use any more, or what had to be done was done before. */
    NOTHING_NEW,
    /** An operator decided about this before, and is told that it was reported again. */
    ALERTED,
    /** The key is suspended from now on. */
    SUSPENDED,
    /** The key is revoked from now on. */
    REVOKED;

    /** Whether it is about one of our keys. */
    boolean isOurs() {
        return this != UNKNOWN_KEY;
    }
}
