package io.tollgate.edge.table;

import java.util.function.BooleanSupplier;

/**
 * All that a verdict depends on and that does not come with the request. Thread-safe.
 *
 * @param ready whether the tables are restored, so that what they lack does not exist
 */
public record Knowledge(
        BooleanSupplier ready,
        Freshness freshness,
        KeyDirectory keys,
        Denials denials,
        Agreements agreements) {}
