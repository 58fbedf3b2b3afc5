package io.tollgate.admin.resource;

import io.tollgate.admin.http.IdempotencyKey;
import io.tollgate.admin.table.RecordSink;
import io.tollgate.admin.table.TopicRecord;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.ApiKeyKind;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.credentials.KeyHash;
import io.tollgate.schemas.credentials.Pepper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * All keys by their ids, with the hash that each is known by in Kafka. Thread-safe for one writing
 * thread.
 */
public final class KeyDirectory implements RecordSink<ApiKey> {
    private final Map<String, Entry> byId = new ConcurrentHashMap<>();
    private final Map<String, String> idByFound = new ConcurrentHashMap<>();
    private final Map<Integer, Long> numberByPepper = new ConcurrentHashMap<>();
    private final Optional<Pepper> pepper;
    private final Map<String, String> idByCreation = new ConcurrentHashMap<>();
    private final Map<String, String> successors = new ConcurrentHashMap<>();
    private final Set<String> batches = ConcurrentHashMap.newKeySet();
    private final KeyRows rows = new KeyRows();
    private final Map<String, Long> pulses = new ConcurrentHashMap<>();

    /**
     * A key.
     *
     * @param hash its topic key
     * @param found its hash by the newest version of the pepper, by which it is found
     * @param row its row in searches
     */
    public record Entry(String hash, String found, ApiKey key, int row) {}

    /** Finds keys by the hashes that they have in Kafka. */
    public KeyDirectory() {
        this(Optional.empty());
    }

    /**
     * Finds keys by their hashes by the newest version of a pepper.
     *
     * @param pepper empty if it is made only after the keys are read
     */
    KeyDirectory(Optional<Pepper> pepper) {
        this.pepper = pepper;
    }

    @Override
    public void accept(TopicRecord<ApiKey> next) {
        ApiKey key = next.value();
        if (key == null) {
            forget(next.key());
        } else if (key.getKind() == ApiKeyKind.PULSE) {
            pulses.merge(key.getPulseWriter(), key.getPulse(), Math::max);
        } else {
            take(next.key(), key);
        }
    }

    /** A record under an older version of the pepper may come after the one that replaced it. */
    private void take(String hash, ApiKey key) {
        Entry before = byId.get(key.getKeyId());
        if (before == null || before.key().getPepperVersion() <= key.getPepperVersion()) {
            String found = found(hash, key);
            byId.put(key.getKeyId(), new Entry(hash, found, key, row(key)));
            idByFound.put(found, key.getKeyId());
            if (before != null) {
                numberByPepper.merge(before.key().getPepperVersion(), -1L, Long::sum);
            }
            numberByPepper.merge(key.getPepperVersion(), 1L, Long::sum);
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

    private String found(String hash, ApiKey key) {
        int version = key.getPepperVersion();
        try {
            return pepper.filter(made -> version < made.version())
                    .map(made -> made.renewed(KeyHash.fromHex(hash), version).hex())
                    .orElse(hash);
        } catch (IllegalArgumentException _) {
            // Not one that a program of ours wrote; edges don't find it either.
            return hash;
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

    /** The key that has a hash by the newest version of the pepper, deleted or not. */
    public Optional<ApiKey> findByHash(String hash) {
        return Optional.ofNullable(idByFound.get(hash)).flatMap(this::find).map(Entry::key);
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
        return idByFound.containsKey(hash);
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

    /** How many keys have their hash from each version of the pepper, deleted ones among them. */
    public SortedMap<Integer, Long> numberByPepper() {
        var numbers = new TreeMap<>(numberByPepper);
        numbers.values().removeIf(number -> number == 0);
        return numbers;
    }

    /** The ids of keys that have their hash from a version of the pepper before one. */
    public List<String> hashedBefore(int version) {
        return byId.values().stream()
                .filter(entry -> entry.key().getPepperVersion() < version)
                .map(entry -> entry.key().getKeyId())
                .toList();
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

    /** The tombstone of a record that was replaced under a newer pepper says nothing of the key. */
    private void forget(String hash) {
        String id = idByFound.get(hash);
        Entry gone = id == null ? null : byId.get(id);
        if (id != null && gone != null && gone.hash().equals(hash)) {
            byId.remove(id);
            idByFound.remove(hash);
            numberByPepper.merge(gone.key().getPepperVersion(), -1L, Long::sum);
            rows.clear(gone.row());
            successors.remove(gone.key().getRotatedFrom(), id);
            IdempotencyKey.parse(gone.key().getCreationKey())
                    .ifPresent(creation -> idByCreation.remove(creation.call()));
        }
    }
}
