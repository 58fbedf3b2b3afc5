package io.tollgate.edge.table;

import io.tollgate.schemas.credentials.KeyHash;

/** Where keys are found by their hash. Thread-safe. */
public interface KeyDirectory {
    /** What the heap says; never waits. */
    KeyAnswer onHeap(KeyHash hash);

    /**
     * What the heap says, else the disk: {@link KeyAnswer.Known} or {@link KeyAnswer.Unknown}.
     *
     * @throws TableUnreadableException if the disk fails
     */
    KeyAnswer lookUp(KeyHash hash);
}
