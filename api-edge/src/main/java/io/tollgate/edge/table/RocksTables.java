package io.tollgate.edge.table;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The local tables on disk: what an edge starts from when Kafka is away. A write is with the
 * operating system when it returns, so that the end of the process loses nothing. Thread-safe.
 */
final class RocksTables implements AutoCloseable {
    private static final long BLOCK_CACHE_BYTES = 16L << 20;
    private static final long WRITE_BUFFER_BYTES = 8L << 20;
    private static final long LOG_BYTES = 32L << 20;
    private static final double BLOOM_BITS = 10;

    /** Native memory is gone once it is closed, so that nobody may be inside then. */
    private final ReadWriteLock inUse = new ReentrantReadWriteLock();

    private final RocksDB db;
    private final List<AutoCloseable> resources;
    private final Map<Family, ColumnFamilyHandle> families;
    private boolean closed;

    private RocksTables(
            RocksDB db, List<AutoCloseable> resources, Map<Family, ColumnFamilyHandle> families) {
        this.db = db;
        this.resources = resources;
        this.families = families;
    }

    /**
     * Opens the tables, making them where they are missing.
     *
     * @throws TableUnreadableException if the directory can't be used or another process uses it
     */
    static RocksTables open(Path directory) {
        var resources = new ArrayList<AutoCloseable>();
        try {
            RocksDB.loadLibrary();
            Files.createDirectories(directory);
            var cache = new LRUCache(BLOCK_CACHE_BYTES);
            var bloom = new BloomFilter(BLOOM_BITS);
            var familyOptions = familyOptions(cache, bloom);
            var options =
                    new DBOptions()
                            .setCreateIfMissing(true)
                            .setCreateMissingColumnFamilies(true)
                            .setMaxTotalWalSize(LOG_BYTES)
                            .setMaxOpenFiles(-1)
                            .setKeepLogFileNum(2)
                            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL);
            resources.addAll(List.of(options, familyOptions, bloom, cache));
            var handles = new ArrayList<ColumnFamilyHandle>();
            var db =
                    RocksDB.open(
                            options, directory.toString(), descriptors(familyOptions), handles);
            var families = new EnumMap<Family, ColumnFamilyHandle>(Family.class);
            var opened = handles.listIterator(1);
            for (Family family : Family.values()) {
                families.put(family, opened.next());
            }
            resources.addFirst(db);
            resources.addAll(0, handles);
            return new RocksTables(db, resources, families);
        } catch (RocksDBException | IOException e) {
            close(resources);
            throw new TableUnreadableException(
                    "the tables in " + directory + " can't be opened: " + e.getMessage(), e);
        }
    }

    /** The record under a key, null if there is none. */
    byte @Nullable [] get(Family family, byte[] key) {
        return reading(() -> {
            try {
                return db.get(handle(family), key);
            } catch (RocksDBException e) {
                throw new TableUnreadableException("the table " + family + " can't be read", e);
            }
        });
    }

    /** How far a topic was read, {@link TopicPlace#NOWHERE} if not at all. */
    TopicPlace place(String topic) {
        byte[] place = get(Family.META, topic.getBytes(StandardCharsets.UTF_8));
        return place == null ? TopicPlace.NOWHERE : TopicPlace.decode(place);
    }

    /** Calls back with all records of a family, in the order of their keys. */
    void forEach(Family family, BiConsumer<byte[], byte[]> action) {
        reading(() -> {
            try (RocksIterator records = db.newIterator(handle(family))) {
                for (records.seekToFirst(); records.isValid(); records.next()) {
                    action.accept(records.key(), records.value());
                }
                records.status();
                return records;
            } catch (RocksDBException e) {
                throw new TableUnreadableException("the table " + family + " can't be read", e);
            }
        });
    }

    /** Calls back with all keys of a family, in order. */
    void forEachKey(Family family, Consumer<byte[]> action) {
        reading(() -> {
            try (RocksIterator records = db.newIterator(handle(family))) {
                for (records.seekToFirst(); records.isValid(); records.next()) {
                    action.accept(records.key());
                }
                records.status();
                return records;
            } catch (RocksDBException e) {
                throw new TableUnreadableException("the table " + family + " can't be read", e);
            }
        });
    }

    /** About how many records a family has, without looking at them. */
    long estimatedSize(Family family) {
        return reading(() -> {
            try {
                return db.getLongProperty(handle(family), "rocksdb.estimate-num-keys");
            } catch (RocksDBException e) {
                throw new TableUnreadableException("the table " + family + " can't be read", e);
            }
        });
    }

    /** A group of writes that happen together or not at all. */
    Writes writes() {
        return new Writes();
    }

    @Override
    public void close() {
        inUse.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                close(resources);
            }
        } finally {
            inUse.writeLock().unlock();
        }
    }

    /** A group of writes. Not thread-safe; to be closed. */
    final class Writes implements AutoCloseable {
        private final WriteBatch batch = new WriteBatch();

        /** Sets a record. */
        void put(Family family, byte[] key, byte[] value) {
            checked(() -> batch.put(handle(family), key, value));
        }

        /** Removes a record. */
        void delete(Family family, byte[] key) {
            checked(() -> batch.delete(handle(family), key));
        }

        /** Removes all records of a family whose keys are shorter than a kilobyte. */
        void clear(Family family) {
            byte[] beyond = new byte[1024];
            Arrays.fill(beyond, (byte) 0xff);
            checked(() -> batch.deleteRange(handle(family), new byte[0], beyond));
        }

        /** Notes how far a topic was read. */
        void place(String topic, TopicPlace place) {
            put(Family.META, topic.getBytes(StandardCharsets.UTF_8), place.encode());
        }

        /** Writes the group; it is with the operating system when this returns. */
        void commit() {
            reading(() -> {
                try (var options = new WriteOptions()) {
                    db.write(options, batch);
                    return options;
                } catch (RocksDBException e) {
                    throw new TableUnreadableException("the tables can't be written", e);
                }
            });
        }

        @Override
        public void close() {
            batch.close();
        }
    }

    @FunctionalInterface
    private interface BatchWrite {
        void run() throws RocksDBException;
    }

    private static void checked(BatchWrite write) {
        try {
            write.run();
        } catch (RocksDBException e) {
            throw new TableUnreadableException("a write can't be prepared", e);
        }
    }

    private <T extends @Nullable Object> T reading(Supplier<T> action) {
        inUse.readLock().lock();
        try {
            if (closed) {
                throw new TableUnreadableException(
                        "the tables are closed", new IllegalStateException("closed"));
            }
            return action.get();
        } finally {
            inUse.readLock().unlock();
        }
    }

    private ColumnFamilyHandle handle(Family family) {
        ColumnFamilyHandle handle = families.get(family);
        if (handle == null) {
            throw new IllegalStateException("no family " + family);
        }
        return handle;
    }

    private static ColumnFamilyOptions familyOptions(LRUCache cache, BloomFilter bloom) {
        return new ColumnFamilyOptions()
                .setWriteBufferSize(WRITE_BUFFER_BYTES)
                .setMaxWriteBufferNumber(2)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setTableFormatConfig(
                        new BlockBasedTableConfig()
                                .setBlockCache(cache)
                                // Indexes and filters stay in memory, about 5 bytes for a key: one
                                // is larger than a shard of the cache, so that the cache would read
                                // it again for every look-up.
                                .setFilterPolicy(bloom)
                                .setCacheIndexAndFilterBlocks(false));
    }

    private static List<ColumnFamilyDescriptor> descriptors(ColumnFamilyOptions options) {
        var descriptors = new ArrayList<ColumnFamilyDescriptor>();
        descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options));
        for (Family family : Family.values()) {
            String name = family.name().toLowerCase(Locale.ROOT);
            descriptors.add(
                    new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.US_ASCII), options));
        }
        return descriptors;
    }

    private static void close(List<AutoCloseable> resources) {
        for (AutoCloseable resource : resources) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException("a RocksDB object can't be closed", e);
            }
        }
    }
}
