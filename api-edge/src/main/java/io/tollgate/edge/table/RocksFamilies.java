package io.tollgate.edge.table;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

/** The database of the local tables, open once, with its families. Not to be used once closed. */
record RocksFamilies(
        RocksDB db, Map<Family, ColumnFamilyHandle> families, List<AutoCloseable> resources)
        implements AutoCloseable {
    private static final long BLOCK_CACHE_BYTES = 16L << 20;
    private static final long WRITE_BUFFER_BYTES = 8L << 20;
    private static final long LOG_BYTES = 32L << 20;
    private static final double BLOOM_BITS = 10;

    @FunctionalInterface
    private interface Opening {
        RocksDB open(
                DBOptions options,
                String path,
                List<ColumnFamilyDescriptor> descriptors,
                List<ColumnFamilyHandle> handles)
                throws RocksDBException;
    }

    /** Opens the database, making it where it is missing. */
    static RocksFamilies open(Path directory) throws RocksDBException {
        return open(directory, RocksDB::open);
    }

    /** Opens what a disk has that can't be written. */
    static RocksFamilies openToRead(Path directory) throws RocksDBException {
        return open(directory, RocksDB::openReadOnly);
    }

    ColumnFamilyHandle handle(Family family) {
        ColumnFamilyHandle handle = families.get(family);
        if (handle == null) {
            throw new IllegalStateException("no family " + family);
        }
        return handle;
    }

    @Override
    public void close() {
        close(resources);
    }

    private static RocksFamilies open(Path directory, Opening opening) throws RocksDBException {
        var resources = new ArrayList<AutoCloseable>();
        try {
            var cache = new LRUCache(BLOCK_CACHE_BYTES);
            var bloom = new BloomFilter(BLOOM_BITS);
            var familyOptions = familyOptions(cache, bloom);
            var options = options();
            resources.addAll(List.of(options, familyOptions, bloom, cache));
            var handles = new ArrayList<ColumnFamilyHandle>();
            RocksDB db =
                    opening.open(
                            options, directory.toString(), descriptors(familyOptions), handles);
            var families = new EnumMap<Family, ColumnFamilyHandle>(Family.class);
            var opened = handles.listIterator(1);
            for (Family family : Family.values()) {
                families.put(family, opened.next());
            }
            resources.addFirst(db);
            resources.addAll(0, handles);
            return new RocksFamilies(db, families, resources);
        } catch (RocksDBException e) {
            close(resources);
            throw e;
        }
    }

    private static DBOptions options() {
        return new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setMaxTotalWalSize(LOG_BYTES)
                .setMaxOpenFiles(-1)
                .setKeepLogFileNum(2)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL);
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
