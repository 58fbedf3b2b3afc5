package io.tollgate.edge.table;

/** What a record on disk belongs to. */
enum Family {
    KEYS,
    DENIALS,
    PLANS,
    OWNERS,
    ROUTES,
    META
}
