package io.tollgate.admin.table;

import io.tollgate.schemas.topics.Topic;
import org.apache.avro.specific.SpecificRecord;

/** Writes records that need no arbiter, outside any transaction. Thread-safe. */
public interface Appender {
    /**
     * Writes a record and waits until Kafka has it.
     *
     * @return its offset
     * @throws WriteRefusedException if Kafka did not acknowledge it in time; it may still be
     *     written
     */
    <V extends SpecificRecord> long append(Topic<V> topic, String key, V value);

    /** Writes a record without waiting; that it could not be written is logged. */
    <V extends SpecificRecord> void appendLater(Topic<V> topic, String key, V value);

    /**
     * Writes a record into each partition without waiting, as {@link #appendLater}; the topic keys
     * are a prefix and the partition.
     */
    <V extends SpecificRecord> void appendToEach(Topic<V> topic, String keyPrefix, V value);
}
