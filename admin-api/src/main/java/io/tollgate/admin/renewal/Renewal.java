package io.tollgate.admin.renewal;

/** Something that is brought under the newest secret, a bit in each round. */
public interface Renewal {
    /**
     * Does what can be done now; nothing where another instance writes.
     *
     * @throws io.tollgate.admin.table.WriteRefusedException if Kafka did not take it
     */
    void round();
}
