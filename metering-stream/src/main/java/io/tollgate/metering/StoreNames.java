package io.tollgate.metering;

/** The names of the state stores, each of which also names its changelog topic. */
final class StoreNames {
    /** What has arrived, by edge and boot. */
    static final String RECEIVED = "received";

    /** Usage that is in no written window yet, by key and minute. */
    static final String USAGE_PENDING = "usage-pending";

    /** The windows that are not final, as last written, by end, length and key. */
    static final String USAGE = "usage";

    /** What was used of limits, by subject, name and window. */
    static final String LIMITS = "limits";

    /** What keys and sources did in the eyes of rules. */
    static final String CONDUCTS = "conducts";

    /** The networks that keys were used from, by rule and key. */
    static final String NETWORKS = "networks";

    /** The fleet as last written. */
    static final String FLEET = "fleet";

    /** Single numbers of a task. */
    static final String PROGRESS = "progress";

    /** In {@link #PROGRESS}: all records of the partition below this offset are counted. */
    static final String NEXT_OFFSET = "next-offset";

    /** In {@link #PROGRESS}: windows that end at this time or before take no more events. */
    static final String CLOSED_UNTIL = "closed-until";

    /** Everywhere: nothing, since heartbeats are kept decoded; but a table needs a store. */
    static final String EDGES = "edges";

    /** Everywhere: the rules. */
    static final String RULES = "rules";

    /** Everywhere: revocations that were withdrawn. */
    static final String REVOCATIONS = "revocations";

    private StoreNames() {}
}
