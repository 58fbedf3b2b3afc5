package io.tollgate.edge.outbox;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** Reads what the outbox's database holds. */
final class RocksChunks {
    private RocksChunks() {}

    /** Hands over the chunks from one key to below another, until it is told to stop. */
    static void visit(RocksDB db, byte[] from, byte[] below, Predicate<Chunk> goOn)
            throws RocksDBException {
        try (var end = new Slice(below);
                var bounds = new ReadOptions().setIterateUpperBound(end);
                RocksIterator at = db.newIterator(bounds)) {
            at.seek(from);
            while (at.isValid() && goOn.test(chunk(at.key(), at.value()))) {
                at.next();
            }
            at.status();
        }
    }

    /** The ids of all boots by their generation of {@code requests} and their numbers. */
    static Map<Integer, Map<Integer, String>> boots(RocksDB db) throws RocksDBException {
        var found = new TreeMap<Integer, Map<Integer, String>>();
        try (RocksIterator at = db.newIterator()) {
            at.seek(RocksKeys.FIRST_BOOT);
            for (; at.isValid() && RocksKeys.isBoot(at.key()); at.next()) {
                int ordinal = RocksKeys.ordinalOfBoot(at.key());
                byte @Nullable [] generation = db.get(RocksKeys.generation(ordinal));
                found.computeIfAbsent(
                                generation == null ? 1 : ByteBuffer.wrap(generation).getInt(),
                                _ -> new TreeMap<>())
                        .put(ordinal, new String(at.value(), StandardCharsets.UTF_8));
            }
            at.status();
        }
        return found;
    }

    /** A number that none of these boots has. */
    static int nextOrdinal(Map<Integer, Map<Integer, String>> boots) {
        return 1
                + boots.values().stream()
                        .flatMap(earlier -> earlier.keySet().stream())
                        .mapToInt(Integer::intValue)
                        .max()
                        .orElse(0);
    }

    private static Chunk chunk(byte[] key, byte[] value) {
        return new Chunk(RocksKeys.lane(key), RocksKeys.first(key), EventCodec.entries(value));
    }
}
