package io.tollgate.admin.leak;

/** What is done about a key that leaked. */
public enum LeakAction {
    /** Its use ends at once. */
    REVOKE,
    /** Its use pauses at once, for a set time. */
    SUSPEND
}
