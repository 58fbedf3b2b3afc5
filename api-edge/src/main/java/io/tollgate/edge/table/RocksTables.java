package io.tollgate.edge.table;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The local tables on disk: what an edge starts from when Kafka is away. A write is with the
 * operating system when it returns, so that the end of the process loses nothing. Thread-safe.
 *
 * <p>After a write that failed the database takes no other until it is opened anew, which is tried
 * with the next write, once a second. Until then it can be read.
 */
final class RocksTables implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RocksTables.class);
    private static final long READ_AHEAD_BYTES = 1 << 20;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Native memory is gone once it is closed, so that nobody may be inside then. */
    private final ReadWriteLock inUse = new ReentrantReadWriteLock();

    private final Path directory;
    private final LongSupplier nanos;
    private @Nullable RocksFamilies opened;
    private boolean closed;
    private volatile boolean broken;
    private volatile long brokenNanos;

    private RocksTables(Path directory, LongSupplier nanos, RocksFamilies opened) {
        this.directory = directory;
        this.nanos = nanos;
        this.opened = opened;
    }

    /**
     * Opens the tables, making them where they are missing.
     *
     * @param nanos monotonic clock
     * @throws TableUnreadableException if the directory can't be used or another process uses it
     */
    static RocksTables open(Path directory, LongSupplier nanos) {
        try {
            RocksDB.loadLibrary();
            Files.createDirectories(directory);
            return new RocksTables(directory, nanos, RocksFamilies.open(directory));
        } catch (RocksDBException | IOException e) {
            throw new TableUnreadableException(
                    "the tables in " + directory + " can't be opened: " + e.getMessage(), e);
        }
    }

    /** Whether the newest write failed. */
    boolean failing() {
        return broken;
    }

    /** The record under a key, null if there is none. */
    byte @Nullable [] get(Family family, byte[] key) {
        return this.<byte @Nullable []>with(
                "the table " + family + " can't be read",
                tables -> tables.db().get(tables.handle(family), key));
    }

    /** How far a topic was read, {@link TopicPlace#NOWHERE} if not at all. */
    TopicPlace place(String topic) {
        byte[] place = get(Family.META, topic.getBytes(StandardCharsets.UTF_8));
        return place == null ? TopicPlace.NOWHERE : TopicPlace.decode(place);
    }

    /** Calls back with all records of a family, in the order of their keys. */
    void forEach(Family family, BiConsumer<byte[], byte[]> action) {
        walk(family, records -> action.accept(records.key(), records.value()));
    }

    /** Calls back with all keys of a family, in order. */
    void forEachKey(Family family, Consumer<byte[]> action) {
        walk(family, records -> action.accept(records.key()));
    }

    private void walk(Family family, Consumer<RocksIterator> action) {
        this.<@Nullable Void>with(
                "the table " + family + " can't be read",
                tables -> {
                    // All of it is read once, which would only drive what is in use from the cache.
                    try (var options =
                                    new ReadOptions()
                                            .setFillCache(false)
                                            .setReadaheadSize(READ_AHEAD_BYTES);
                            RocksIterator records =
                                    tables.db().newIterator(tables.handle(family), options)) {
                        for (records.seekToFirst(); records.isValid(); records.next()) {
                            action.accept(records);
                        }
                        records.status();
                        return null;
                    }
                });
    }

    /** About how many records a family has, without looking at them. */
    long estimatedSize(Family family) {
        return this.<Long>with(
                "the table " + family + " can't be read",
                tables ->
                        tables.db()
                                .getLongProperty(
                                        tables.handle(family), "rocksdb.estimate-num-keys"));
    }

    /** A group of writes that happen together or not at all. */
    Writes writes() {
        return new Writes();
    }

    @Override
    public void close() {
        inUse.writeLock().lock();
        try {
            closed = true;
            shut();
        } finally {
            inUse.writeLock().unlock();
        }
    }

    /** A group of writes. Not thread-safe; to be closed. */
    final class Writes implements AutoCloseable {
        private final WriteBatch batch = new WriteBatch();

        /** Sets a record. */
        void put(Family family, byte[] key, byte[] value) {
            prepared(tables -> batch.put(tables.handle(family), key, value));
        }

        /** Removes a record. */
        void delete(Family family, byte[] key) {
            prepared(tables -> batch.delete(tables.handle(family), key));
        }

        /** Removes all records of a family whose keys are shorter than a kilobyte. */
        void clear(Family family) {
            byte[] beyond = new byte[1024];
            Arrays.fill(beyond, (byte) 0xff);
            prepared(tables -> batch.deleteRange(tables.handle(family), new byte[0], beyond));
        }

        /** Notes how far a topic was read. */
        void place(String topic, TopicPlace place) {
            put(Family.META, topic.getBytes(StandardCharsets.UTF_8), place.encode());
        }

        /** Writes the group; it is with the operating system when this returns. */
        void commit() {
            if (broken) {
                reopen();
            }
            try (var options = new WriteOptions()) {
                run("the tables can't be written", tables -> tables.db().write(options, batch));
            } catch (TableUnreadableException e) {
                brokenNanos = nanos.getAsLong();
                broken = true;
                throw e;
            }
        }

        @Override
        public void close() {
            batch.close();
        }

        private void prepared(Action action) {
            run("a write can't be prepared", action);
        }
    }

    private interface Work<T extends @Nullable Object> {
        T on(RocksFamilies tables) throws RocksDBException;
    }

    private interface Action {
        void on(RocksFamilies tables) throws RocksDBException;
    }

    private void run(String otherwise, Action action) {
        this.<@Nullable Void>with(
                otherwise,
                tables -> {
                    action.on(tables);
                    return null;
                });
    }

    private <T extends @Nullable Object> T with(String otherwise, Work<T> work) {
        inUse.readLock().lock();
        try {
            RocksFamilies tables = opened;
            if (tables == null) {
                throw new TableUnreadableException(
                        otherwise, new IllegalStateException("the tables are not open"));
            }
            return work.on(tables);
        } catch (RocksDBException e) {
            throw new TableUnreadableException(otherwise, e);
        } finally {
            inUse.readLock().unlock();
        }
    }

    private void reopen() {
        inUse.writeLock().lock();
        try {
            if (closed || !broken) {
                return;
            }
            if (nanos.getAsLong() - brokenNanos < RETRY_NANOS) {
                throw new TableUnreadableException(
                        "the tables can't be written",
                        new IOException("their disk failed less than a second ago"));
            }
            brokenNanos = nanos.getAsLong();
            shut();
            try {
                opened = RocksFamilies.open(directory);
                broken = false;
                log.atInfo().addKeyValue("directory", directory).log("tables can be written again");
            } catch (RocksDBException e) {
                opened = RocksFamilies.openToRead(directory);
                throw new TableUnreadableException("the tables can't be written", e);
            }
        } catch (RocksDBException e) {
            throw new TableUnreadableException("the tables can't even be read", e);
        } finally {
            inUse.writeLock().unlock();
        }
    }

    private void shut() {
        if (opened != null) {
            opened.close();
            opened = null;
        }
    }
}
