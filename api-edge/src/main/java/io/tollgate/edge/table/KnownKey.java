package io.tollgate.edge.table;

import org.jspecify.annotations.Nullable;

/**
 * A key in the heap, with what was last agreed for it, so that its limits are put together once and
 * not for each request. Thread-safe.
 */
public final class KnownKey {
    private final KeyEntry entry;
    private volatile Agreements.@Nullable Agreed agreed;

    /** A key as its record says. */
    public KnownKey(KeyEntry entry) {
        this.entry = entry;
    }

    /** The key. */
    public KeyEntry entry() {
        return entry;
    }

    Agreements.@Nullable Agreed agreed() {
        return agreed;
    }

    void agree(Agreements.Agreed terms) {
        agreed = terms;
    }

    @Override
    public String toString() {
        return "KnownKey[" + entry.keyId() + "]";
    }
}
