package io.tollgate.edge.table;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.credentials.KeyHash;
import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.schemas.wire.AvroSerde;
import io.tollgate.schemas.wire.UndecodableRecordException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All keys: a filter and the keys in use on the heap, in front of all records on disk. Thread-safe;
 * changes come from one thread.
 */
final class KeyTable implements KeyDirectory {
    /*
     * An entry is read from disk inside the cache's own computation for its hash, and is dropped
     * from the cache by another computation for that hash, after the disk has the new record. The
     * cache orders the two: a reading that began before the change is dropped, one that begins
     * after it sees the new record. So no old entry can be put back.
     */
    private static final Logger log = LoggerFactory.getLogger(KeyTable.class);
    private static final KeyAnswer UNKNOWN = new KeyAnswer.Unknown();
    private static final KeyAnswer ON_DISK = new KeyAnswer.OnDisk();
    private static final byte[] IMPORTED = "imported".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PEPPER_VERSION =
            "pepperVersion".getBytes(StandardCharsets.US_ASCII);

    private final RocksTables disk;
    private final AvroSerde<ApiKey> serde;
    private final Pepper pepper;
    private final Cache<KeyHash, KeyAnswer.Known> heap;
    private final GrowingFilter filter;

    private volatile boolean imported;

    /**
     * The keys that the disk has.
     *
     * @param pepper by the newest version of which keys are looked up
     * @param keysOnHeap how many keys stay decoded
     * @param background where the filter is made
     */
    KeyTable(
            RocksTables disk,
            AvroSerde<ApiKey> serde,
            Pepper pepper,
            long keysOnHeap,
            Executor background) {
        this.disk = disk;
        this.serde = serde;
        this.pepper = pepper;
        // The cache keeps its order on the thread that uses it: waking another costs more than the
        // work that it would do.
        this.heap = Caffeine.newBuilder().maximumSize(keysOnHeap).executor(Runnable::run).build();
        this.imported = disk.get(Family.META, IMPORTED) != null;
        this.filter = new GrowingFilter(disk, background);
    }

    @Override
    public KeyAnswer onHeap(KeyHash hash) {
        KeyAnswer known = heap.getIfPresent(hash);
        if (known != null) {
            return known;
        }
        return filter.mayContain(hash) ? ON_DISK : UNKNOWN;
    }

    @Override
    public KeyAnswer lookUp(KeyHash hash) {
        KeyAnswer known = heap.asMap().computeIfAbsent(hash, this::read);
        return known == null ? UNKNOWN : known;
    }

    /** How many keys are decoded in memory. */
    long decoded() {
        heap.cleanUp();
        return heap.estimatedSize();
    }

    /** Whether there were ever keys that were made elsewhere, which may have any form. */
    boolean hasImported() {
        return imported;
    }

    /**
     * Prepares a change of a key.
     *
     * @param value its record as it came, null if it is gone
     */
    void change(RocksTables.Writes writes, KeyHash hash, byte @Nullable [] value) {
        if (value == null) {
            writes.delete(Family.KEYS, hash.bytes());
            return;
        }
        writes.put(Family.KEYS, hash.bytes(), value);
        filter.add(hash);
    }

    /** Notes that there are keys that were made elsewhere. */
    void noteImported(RocksTables.Writes writes) {
        if (!imported) {
            writes.put(Family.META, IMPORTED, new byte[] {1});
            imported = true;
        }
    }

    /** Whether what the disk has can be found by hashes of the newest version. */
    boolean isFindable() {
        byte[] version = disk.get(Family.META, PEPPER_VERSION);
        return (version == null ? 1 : ByteBuffer.wrap(version).getInt()) == pepper.version();
    }

    /** Prepares to take in all keys anew. */
    void clear(RocksTables.Writes writes) {
        writes.clear(Family.KEYS);
        writes.put(
                Family.META,
                PEPPER_VERSION,
                ByteBuffer.allocate(Integer.BYTES).putInt(pepper.version()).array());
    }

    /** Whether a key can be found at all: its version of the pepper must be known. */
    boolean isFindable(ApiKey key) {
        return key.getPepperVersion() <= pepper.version();
    }

    /** Whether the record of a key came under the newest version of the pepper. */
    boolean isNewest(ApiKey key) {
        return key.getPepperVersion() == pepper.version();
    }

    /** The hash that a key is looked up by, whose record came under another or the same. */
    KeyHash current(KeyHash hash, ApiKey key) {
        return pepper.renewed(hash, key.getPepperVersion());
    }

    /** Version of the pepper that the record on disk came under, 0 if there is none. */
    int storedUnder(KeyHash hash) {
        byte[] value = filter.mayContain(hash) ? disk.get(Family.KEYS, hash.bytes()) : null;
        ApiKey key = value == null ? null : record(value);
        return key == null ? 0 : key.getPepperVersion();
    }

    /** Drops what the heap has of a key; to be called once its change is on disk. */
    void changed(KeyHash hash) {
        heap.asMap().compute(hash, (_, _) -> null);
        filter.growIfNeeded();
    }

    /** Drops all that the heap has; to be called once the disk has no keys any more. */
    void cleared() {
        heap.asMap().keySet().forEach(hash -> heap.asMap().compute(hash, (_, _) -> null));
    }

    /** The key under a hash as the disk has it, null if there is none that can be read. */
    @Nullable KeyEntry stored(KeyHash hash) {
        byte[] value = disk.get(Family.KEYS, hash.bytes());
        Decoded decoded = value == null ? null : decoded(value);
        return decoded == null ? null : decoded.entry();
    }

    /** A record that can be used, null if it can't, which refuses the key. */
    @Nullable ApiKey record(byte[] value) {
        Decoded decoded = decoded(value);
        return decoded == null ? null : decoded.key();
    }

    private KeyAnswer.@Nullable Known read(KeyHash hash) {
        KeyEntry entry = stored(hash);
        return entry == null ? null : new KeyAnswer.Known(new KnownKey(entry));
    }

    private @Nullable Decoded decoded(byte[] value) {
        try {
            ApiKey key = serde.deserialize("keys", value);
            return key == null ? null : new Decoded(key, KeyDecoder.entry(key));
        } catch (UndecodableRecordException | IllegalArgumentException e) {
            log.atWarn().addKeyValue("reason", e.getMessage()).log("a key is refused: unreadable");
            return null;
        }
    }

    /** A record, and what the hot path wants of it. */
    private record Decoded(ApiKey key, KeyEntry entry) {}
}
