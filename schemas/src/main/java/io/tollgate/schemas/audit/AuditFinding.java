package io.tollgate.schemas.audit;

/**
 * One thing that is wrong with an audit trail.
 *
 * @param kind what it is
 * @param writerId whose chain it is in
 * @param sequence of the entry that it was seen at
 * @param detail says it in words
 */
public record AuditFinding(Kind kind, String writerId, long sequence, String detail) {
    /** What can be wrong. */
    public enum Kind {
        /** An entry is not as it was written. */
        CHANGED,
        /** Entries are missing before this one. */
        REMOVED,
        /** An entry stands behind one that was written after it. */
        REORDERED,
        /** The end is missing: a head tells of an entry that is not there. */
        TRUNCATED,
        /** A head is not signed by the key. */
        FORGED_HEAD
    }
}
