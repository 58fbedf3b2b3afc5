package io.tollgate.metering;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Walks through a store in small steps, so that a large one never holds up its thread. Not
 * thread-safe.
 */
final class StoreSweep<V> {
    private final KeyValueStore<String, V> store;
    private @Nullable String from;

    StoreSweep(KeyValueStore<String, V> store) {
        this.store = store;
    }

    /**
     * Visits the next entries, at most so many; the visitor may change the store. True when the end
     * was reached; the next step begins anew.
     */
    boolean step(int most, BiConsumer<String, V> visitor) {
        List<KeyValue<String, V>> entries = read(store, from, null, most);
        entries.forEach(entry -> visitor.accept(entry.key, entry.value));
        boolean ended = entries.size() < most;
        // The key that follows immediately in the order of bytes.
        from = ended ? null : entries.getLast().key + "\0";
        return ended;
    }

    /** The first entries of a range, both ends included; null is no end. */
    static <V> List<KeyValue<String, V>> read(
            KeyValueStore<String, V> store, @Nullable String from, @Nullable String to, int most) {
        var entries = new ArrayList<KeyValue<String, V>>();
        try (KeyValueIterator<String, V> range = store.range(from, to)) {
            while (range.hasNext() && entries.size() < most) {
                entries.add(range.next());
            }
        }
        return entries;
    }
}
