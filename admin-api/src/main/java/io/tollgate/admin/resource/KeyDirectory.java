package io.tollgate.admin.resource;

import io.tollgate.admin.http.IdempotencyKey;
import io.tollgate.admin.table.RecordSink;
import io.tollgate.admin.table.TopicRecord;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.ApiKeyKind;
import io.tollgate.schemas.KeyState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * All keys by their ids, with the hash that each is known by in Kafka. Thread-safe for one writing
 * thread.
 */
public final class KeyDirectory implements RecordSink<ApiKey> {
    private final Map<String, Entry> byId = new ConcurrentHashMap<>();
    private final Map<String, String> idByHash = new ConcurrentHashMap<>();
    private final Map<String, String> idByCreation = new ConcurrentHashMap<>();
    private final Map<String, String> successors = new ConcurrentHashMap<>();
    private final Set<String> batches = ConcurrentHashMap.newKeySet();
    private final KeyRows rows = new KeyRows();
    private final Map<String, Long> pulses = new ConcurrentHashMap<>();

    /** A key, its topic key, and its row in searches. */
    public record Entry(String hash, ApiKey key, int row) {}

    @Override
    public void accept(TopicRecord<ApiKey> next) {
        ApiKey key = next.value();
        if (key == null) {
            forget(next.key());
        } else if (key.getKind() == ApiKeyKind.PULSE) {
            pulses.merge(key.getPulseWriter(), key.getPulse(), Math::max);
        } else {
            byId.put(key.getKeyId(), new Entry(next.key(), key, row(key)));
            idByHash.put(next.key(), key.getKeyId());
            if (!key.getImportBatch().isEmpty()) {
                batches.add(key.getImportBatch());
            }
            if (!key.getRotatedFrom().isEmpty()) {
                successors.put(key.getRotatedFrom(), key.getKeyId());
            }
            IdempotencyKey.parse(key.getCreationKey())
                    .ifPresent(creation -> idByCreation.put(creation.call(), key.getKeyId()));
        }
    }

    /** A key by its id. */
    public Optional<Entry> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The key that a call created before. */
    Optional<ApiKey> createdBy(IdempotencyKey creation) {
        return Optional.ofNullable(idByCreation.get(creation.call()))
                .flatMap(this::find)
                .map(Entry::key);
    }

    /** The key that succeeds another, if it was not deleted. */
    Optional<ApiKey> successor(String id) {
        return Optional.ofNullable(successors.get(id))
                .flatMap(this::find)
                .map(Entry::key)
                .filter(key -> key.getState() != KeyState.DELETED);
    }

    /** The key that has a hash, deleted or not. */
    public Optional<ApiKey> findByHash(String hash) {
        return Optional.ofNullable(idByHash.get(hash)).flatMap(this::find).map(Entry::key);
    }

    /** Whether keys were imported under a name. */
    public boolean knowsBatch(String importBatch) {
        return batches.contains(importBatch);
    }

    /** Whether there are keys that were made elsewhere. */
    public boolean hasImported() {
        return !batches.isEmpty();
    }

    /** Whether a hash is taken. */
    boolean knows(String hash) {
        return idByHash.containsKey(hash);
    }

    /** All keys that were not deleted, in any order. */
    public Stream<ApiKey> all() {
        return byId.values().stream()
                .map(Entry::key)
                .filter(key -> key.getState() != KeyState.DELETED);
    }

    /** The first keys that a search finds after an id, in the order of their ids. */
    List<ApiKey> search(KeySearch search, KeyRows.Page page, Reach reach, Instant now) {
        return rows.first(page, search, reach, now);
    }

    /** How many keys that were not deleted pass a test. */
    long count(Predicate<ApiKey> test) {
        return all().filter(test).count();
    }

    /** Whether there was ever a key. */
    public boolean isEmpty() {
        return byId.isEmpty();
    }

    /** The last pulse that a writer wrote, 0 if none. */
    public long lastPulse(String writer) {
        return pulses.getOrDefault(writer, 0L);
    }

    private int row(ApiKey key) {
        Entry before = byId.get(key.getKeyId());
        if (before == null) {
            return rows.add(key);
        }
        rows.set(before.row(), key);
        return before.row();
    }

    private void forget(String hash) {
        String id = idByHash.remove(hash);
        Entry gone = id == null ? null : byId.remove(id);
        if (gone != null) {
            rows.clear(gone.row());
            successors.remove(gone.key().getRotatedFrom(), id);
            IdempotencyKey.parse(gone.key().getCreationKey())
                    .ifPresent(creation -> idByCreation.remove(creation.call()));
        }
    }
}
