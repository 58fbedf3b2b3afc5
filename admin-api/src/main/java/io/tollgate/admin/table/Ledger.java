package io.tollgate.admin.table;

import java.util.function.Function;

/** Writes decisions about the state, one at a time, each on the newest state. Thread-safe. */
public interface Ledger {
    /**
     * Decides and writes: all that the decision put into its changes, or nothing. When this
     * returns, the own tables hold it. What the decision throws is passed on, and nothing is
     * written.
     *
     * @throws WriteRefusedException if it could not be written
     */
    <T> T change(Function<Changes, T> decision);

    /** Whether this is the instance that writes. */
    boolean writes();
}
