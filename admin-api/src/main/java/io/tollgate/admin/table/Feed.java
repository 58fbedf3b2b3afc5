package io.tollgate.admin.table;

import io.tollgate.schemas.topics.Topic;
import org.apache.avro.specific.SpecificRecord;

/** A topic and who takes its records. */
public record Feed<V extends SpecificRecord>(Topic<V> topic, RecordSink<V> sink) {}
