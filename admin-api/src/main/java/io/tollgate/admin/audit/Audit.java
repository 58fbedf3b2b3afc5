package io.tollgate.admin.audit;

/** Takes entries into a chain. Thread-safe. */
@FunctionalInterface
interface Audit {
    /**
     * Writes an entry and waits until it is there. The same telling may be brought again after a
     * refusal; it is written once.
     *
     * @return its sequence
     * @throws io.tollgate.admin.table.WriteRefusedException if it is not known to be written
     */
    long write(Telling telling);
}
