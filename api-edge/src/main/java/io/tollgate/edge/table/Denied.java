package io.tollgate.edge.table;

/** Whether revocations forbid the use of a key, and how. */
public enum Denied {
    /** Nothing forbids it. */
    NO,
    /** It pauses. */
    SUSPENDED,
    /** It has ended. */
    REVOKED
}
