package io.tollgate.admin.table;

/** Takes the records of one topic, those of one partition in their order, from one thread. */
@FunctionalInterface
public interface RecordSink<V> {
    /** Takes the next record. */
    void accept(TopicRecord<V> next);
}
