package io.tollgate.admin.table;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The newest record of each topic key, in the order of keys. Thread-safe for one writing thread.
 */
public final class Table<V> implements RecordSink<V> {
    private final ConcurrentNavigableMap<String, V> rows = new ConcurrentSkipListMap<>();

    @Override
    public void accept(TopicRecord<V> next) {
        V value = next.value();
        if (value == null) {
            rows.remove(next.key());
        } else {
            rows.put(next.key(), value);
        }
    }

    /** The record of a key. */
    public Optional<V> find(String key) {
        return Optional.ofNullable(rows.get(key));
    }

    /** All records, as they are while they are looked at. */
    public Collection<V> all() {
        return Collections.unmodifiableCollection(rows.values());
    }
}
