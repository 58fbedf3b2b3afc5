package io.tollgate.admin.table;

import io.tollgate.schemas.topics.Topic;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The records that one decision writes, all of them or none. Not thread-safe. */
public final class Changes {
    private final List<Change<?>> list = new ArrayList<>();

    /** One record to be written; a null value is a tombstone. */
    public record Change<V extends SpecificRecord>(Topic<V> topic, String key, @Nullable V value) {}

    /** Writes a record. */
    public <V extends SpecificRecord> void put(Topic<V> topic, String key, V value) {
        list.add(new Change<>(topic, key, value));
    }

    /** Writes a tombstone. */
    public <V extends SpecificRecord> void remove(Topic<V> topic, String key) {
        list.add(new Change<V>(topic, key, null));
    }

    /** What is to be written, in order. */
    public List<Change<?>> list() {
        return List.copyOf(list);
    }
}
