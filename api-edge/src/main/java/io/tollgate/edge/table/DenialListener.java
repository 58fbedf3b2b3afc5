package io.tollgate.edge.table;

import java.util.function.Predicate;

/** Hears that keys may no longer be used, so that what they have open can be cut. */
@FunctionalInterface
public interface DenialListener {
    /**
     * Keys were denied. It is called after the denial is in force and before the edge says that it
     * enforces it, by the thread that applies revocations, which must not be held up.
     *
     * @param hit which keys
     */
    void denied(Predicate<KeyEntry> hit);
}
