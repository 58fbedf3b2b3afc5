package io.tollgate.metering;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.WrappedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is used of a store as objects, and writes them down once per transaction instead of at
 * each change: a counter that counts a thousand requests between two commits is encoded once. Kafka
 * Streams' own cache keeps bytes, which are decoded and encoded at each change.
 *
 * <p>Values may change in place, as long as {@link #put} is called afterwards. What ranges give are
 * copies: to change an entry, get it. Not thread-safe, as a task is not.
 *
 * <p>Kafka Streams has no public hook before a commit. The one that its own caches use is, with
 * this class, all that metering knows of its inside.
 *
 * @param <V> what is kept
 */
final class DecodedStore<V> extends WrappedStateStore<KeyValueStore<String, V>, String, V>
        implements KeyValueStore<String, V> {

    private final int most;
    private final boolean atCommits;

    /** In the order in which they were used, the longest ago first. */
    private final LinkedHashMap<String, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true);

    /** Entries that differ from what is in the store below. */
    private final Map<String, Entry<V>> changed = new LinkedHashMap<>();

    /** A value, or that there is none; and whether the store below has one. */
    private static final class Entry<V> {
        private @Nullable V value;
        private boolean below;

        Entry(@Nullable V value, boolean below) {
            this.value = value;
            this.below = below;
        }
    }

    private DecodedStore(KeyValueStore<String, V> store, int most, boolean atCommits) {
        super(store);
        this.most = most;
        this.atCommits = atCommits;
    }

    /**
     * Builds such stores on top of others, which must not have a cache of their own.
     *
     * @param most how many objects one of them keeps
     */
    static <V> StoreBuilder<KeyValueStore<String, V>> over(
            StoreBuilder<KeyValueStore<String, V>> below, int most) {
        return new Builder<>(below, most, true);
    }

    /**
     * Builds such stores that are not even written down at each commit, but when they are walked
     * through, or something gives way to something else. What changed since is lost with a crash:
     * for what may be wrong by that much.
     */
    static <V> StoreBuilder<KeyValueStore<String, V>> lazilyOver(
            StoreBuilder<KeyValueStore<String, V>> below, int most) {
        return new Builder<>(below, most, false);
    }

    @Override
    public @Nullable V get(String key) {
        return entry(key).value;
    }

    private Entry<V> entry(String key) {
        Entry<V> known = entries.get(key);
        if (known != null) {
            return known;
        }
        V value = wrapped().get(key);
        var entry = new Entry<>(value, value != null);
        entries.put(key, entry);
        if (entries.size() > most) {
            var eldest = entries.pollFirstEntry();
            if (changed.remove(eldest.getKey()) != null) {
                writeDown(eldest.getKey(), eldest.getValue());
            }
        }
        return entry;
    }

    @Override
    public void put(String key, @Nullable V value) {
        Entry<V> entry = entry(key);
        entry.value = value;
        changed.put(key, entry);
    }

    @Override
    public @Nullable V putIfAbsent(String key, V value) {
        V present = get(key);
        if (present == null) {
            put(key, value);
        }
        return present;
    }

    @Override
    public void putAll(List<KeyValue<String, V>> all) {
        all.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public @Nullable V delete(String key) {
        V present = get(key);
        put(key, null);
        return present;
    }

    /** Before each commit. */
    @Override
    public void flushCache() {
        if (atCommits) {
            writeAllDown();
        }
    }

    private void writeAllDown() {
        changed.forEach(this::writeDown);
        changed.clear();
    }

    private void writeDown(String key, Entry<V> entry) {
        // Not delete(), which would read and decode what was there.
        if (entry.value != null || entry.below) {
            wrapped().put(key, entry.value);
        }
        entry.below = entry.value != null;
    }

    /** When the task becomes a standby, whose store others fill. */
    @Override
    public void clearCache() {
        entries.clear();
        changed.clear();
    }

    @Override
    public KeyValueIterator<String, V> range(@Nullable String from, @Nullable String to) {
        writeAllDown();
        return wrapped().range(from, to);
    }

    @Override
    public KeyValueIterator<String, V> all() {
        writeAllDown();
        return wrapped().all();
    }

    @Override
    public long approximateNumEntries() {
        writeAllDown();
        return wrapped().approximateNumEntries();
    }

    @Override
    public void close() {
        clearCache();
        super.close();
    }

    /** Builds stores on top of those of another builder. */
    private record Builder<V>(
            StoreBuilder<KeyValueStore<String, V>> below, int most, boolean atCommits)
            implements StoreBuilder<KeyValueStore<String, V>> {
        @Override
        public StoreBuilder<KeyValueStore<String, V>> withCachingEnabled() {
            throw new UnsupportedOperationException("it is a cache");
        }

        @Override
        public StoreBuilder<KeyValueStore<String, V>> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<KeyValueStore<String, V>> withLoggingEnabled(
                Map<String, String> config) {
            return new Builder<>(below.withLoggingEnabled(config), most, atCommits);
        }

        @Override
        public StoreBuilder<KeyValueStore<String, V>> withLoggingDisabled() {
            return new Builder<>(below.withLoggingDisabled(), most, atCommits);
        }

        @Override
        public KeyValueStore<String, V> build() {
            return new DecodedStore<>(below.build(), most, atCommits);
        }

        @Override
        public Map<String, String> logConfig() {
            return below.logConfig();
        }

        @Override
        public boolean loggingEnabled() {
            return below.loggingEnabled();
        }

        @Override
        public String name() {
            return below.name();
        }
    }
}
