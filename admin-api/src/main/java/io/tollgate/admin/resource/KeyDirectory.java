package io.tollgate.admin.resource;

import io.tollgate.admin.http.IdempotencyKey;
import io.tollgate.admin.table.RecordSink;
import io.tollgate.admin.table.TopicRecord;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.ApiKeyKind;
import io.tollgate.schemas.KeyState;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * All keys by their ids, with the hash that each is known by in Kafka. Thread-safe for one writing
 * thread.
 */
public final class KeyDirectory implements RecordSink<ApiKey> {
    private final ConcurrentNavigableMap<String, Entry> byId = new ConcurrentSkipListMap<>();
    private final Map<String, String> idByHash = new ConcurrentHashMap<>();
    private final Map<String, String> idByCreation = new ConcurrentHashMap<>();
    private final Map<String, String> successors = new ConcurrentHashMap<>();
    private final Map<String, Long> pulses = new ConcurrentHashMap<>();

    /** A key and its topic key. */
    public record Entry(String hash, ApiKey key) {}

    @Override
    public void accept(TopicRecord<ApiKey> next) {
        ApiKey key = next.value();
        if (key == null) {
            forget(next.key());
        } else if (key.getKind() == ApiKeyKind.PULSE) {
            pulses.merge(key.getPulseWriter(), key.getPulse(), Math::max);
        } else {
            byId.put(key.getKeyId(), new Entry(next.key(), key));
            idByHash.put(next.key(), key.getKeyId());
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

    /** The key that succeeds another, deleted or not. */
    Optional<ApiKey> successor(String id) {
        return Optional.ofNullable(successors.get(id)).flatMap(this::find).map(Entry::key);
    }

    /** Whether a hash is taken. */
    boolean knows(String hash) {
        return idByHash.containsKey(hash);
    }

    /** All keys that were not deleted, in the order of their ids. */
    Stream<ApiKey> all() {
        return withDeleted().filter(key -> key.getState() != KeyState.DELETED);
    }

    /** All keys, in the order of their ids. */
    Stream<ApiKey> withDeleted() {
        return after(Optional.empty());
    }

    /** All keys whose ids come after one, in their order. */
    Stream<ApiKey> after(Optional<String> id) {
        var rest = id.map(last -> byId.tailMap(last, false)).orElse(byId);
        return rest.values().stream().map(Entry::key);
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

    private void forget(String hash) {
        String id = idByHash.remove(hash);
        Entry gone = id == null ? null : byId.remove(id);
        if (gone != null) {
            successors.remove(gone.key().getRotatedFrom(), id);
            IdempotencyKey.parse(gone.key().getCreationKey())
                    .ifPresent(creation -> idByCreation.remove(creation.call()));
        }
    }
}
