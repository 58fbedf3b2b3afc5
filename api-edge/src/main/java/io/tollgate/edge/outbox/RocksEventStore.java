package io.tollgate.edge.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outbox's database. What is written is with the operating system and so outlives the process;
 * with {@code sync} it is on the disk and outlives the machine. After a failed write it is opened
 * anew, at most once a second, until it can be written again. Thread-safe, where one thread at a
 * time appends.
 */
final class RocksEventStore implements EventStore {
    private static final Logger log = LoggerFactory.getLogger(RocksEventStore.class);
    private static final long RETRY_NANOS = 1_000_000_000L;

    static {
        RocksDB.loadLibrary();
    }

    private final Path directory;
    private final Supplier<Options> options;
    private final LongSupplier ticker;
    private final WriteOptions write;
    private final int generation;
    private final int ordinal;
    private final Map<Integer, Map<Integer, String>> boots;
    private final ReentrantReadWriteLock opening = new ReentrantReadWriteLock();

    /** Where each lane of the current boot ends, as far as written. */
    private final Map<Integer, Long> ends = new HashMap<>();

    private @Nullable RocksDB db;
    private boolean broken;
    private long retryAtNanos;

    /**
     * Opens the database of a directory for a new boot.
     *
     * @param generation which {@code requests} the boot's events are for
     * @param sync whether each group of events is to be on the disk before it counts as written
     * @throws StoreException if the database can't be opened
     */
    RocksEventStore(
            Path directory,
            String boot,
            int generation,
            boolean sync,
            Supplier<Options> options,
            LongSupplier ticker)
            throws StoreException {
        this.directory = directory;
        this.generation = generation;
        this.options = options;
        this.ticker = ticker;
        write = new WriteOptions().setSync(sync);
        try {
            Files.createDirectories(directory);
            db = open();
            boots = RocksChunks.boots(db);
            ordinal = RocksChunks.nextOrdinal(boots);
            boots.computeIfAbsent(generation, _ -> new TreeMap<>()).put(ordinal, boot);
            db.put(write, RocksKeys.generation(ordinal), RocksKeys.number(generation));
            db.put(write, RocksKeys.boot(ordinal), boot.getBytes(StandardCharsets.UTF_8));
        } catch (IOException | RocksDBException e) {
            close();
            throw new StoreException("can't open the outbox in " + directory, e);
        }
    }

    /** Work on the open database. */
    private interface Work<T extends @Nullable Object> {
        T on(RocksDB db) throws RocksDBException;
    }

    @Override
    public int ordinal() {
        return ordinal;
    }

    @Override
    public int generation() {
        return generation;
    }

    @Override
    public Map<Integer, Map<Integer, String>> boots() {
        return Map.copyOf(boots);
    }

    @Override
    public OptionalInt partitions(int ofGeneration) {
        try {
            byte @Nullable [] known =
                    this.<byte @Nullable []>attempt(
                            "read", store -> store.get(RocksKeys.partitions(ofGeneration)));
            return known == null
                    ? OptionalInt.empty()
                    : OptionalInt.of(ByteBuffer.wrap(known).getInt());
        } catch (StoreException _) {
            return OptionalInt.empty();
        }
    }

    @Override
    public void partitions(int ofGeneration, int count) throws StoreException {
        run(
                "write",
                store -> store.put(RocksKeys.partitions(ofGeneration), RocksKeys.number(count)));
    }

    @Override
    public void scan(Consumer<Chunk> visitor) throws StoreException {
        run(
                "read",
                store ->
                        RocksChunks.visit(
                                store,
                                RocksKeys.FIRST_CHUNK,
                                RocksKeys.AFTER_CHUNKS,
                                chunk -> {
                                    visitor.accept(chunk);
                                    return true;
                                }));
    }

    @Override
    public void append(List<Chunk> chunks) throws StoreException {
        if (broken) {
            reopen();
        }
        try {
            if (chunks.size() == 1) {
                write(chunks.getFirst());
            } else {
                write(chunks);
            }
        } catch (StoreException e) {
            broken = true;
            retryAtNanos = ticker.getAsLong() + RETRY_NANOS;
            throw e;
        }
        chunks.forEach(chunk -> ends.put(chunk.lane().partition(), chunk.next()));
    }

    /** Without a batch, which takes longer to make than to write. */
    private void write(Chunk chunk) throws StoreException {
        byte[] key = RocksKeys.chunk(chunk.lane(), chunk.first());
        byte[] value = EventCodec.stored(chunk.entries());
        run("write", store -> store.put(write, key, value));
    }

    private void write(List<Chunk> chunks) throws StoreException {
        try (var batch = new WriteBatch()) {
            for (Chunk chunk : chunks) {
                batch.put(
                        RocksKeys.chunk(chunk.lane(), chunk.first()),
                        EventCodec.stored(chunk.entries()));
            }
            run("write", store -> store.write(write, batch));
        } catch (RocksDBException e) {
            throw new StoreException("can't put events together", e);
        }
    }

    @Override
    public List<Chunk> read(Lane lane, long from, long below, long maxBytes) throws StoreException {
        var chunks = new ArrayList<Chunk>();
        var bytes = new AtomicLong();
        run(
                "read",
                store ->
                        RocksChunks.visit(
                                store,
                                RocksKeys.chunk(lane, from),
                                RocksKeys.chunk(lane, below),
                                chunk -> {
                                    chunks.add(chunk);
                                    return bytes.addAndGet(chunk.bytes()) < maxBytes;
                                }));
        return chunks;
    }

    @Override
    public void forget(Lane lane, long from, long below) throws StoreException {
        run(
                "delete",
                store ->
                        store.deleteRange(
                                RocksKeys.chunk(lane, from), RocksKeys.chunk(lane, below)));
    }

    @Override
    public void forgetBoot(int earlier) throws StoreException {
        try (var batch = new WriteBatch()) {
            batch.deleteRange(
                    RocksKeys.chunk(new Lane(earlier, 0), 0), RocksKeys.afterBoot(earlier));
            batch.delete(RocksKeys.boot(earlier));
            batch.delete(RocksKeys.generation(earlier));
            run("delete", store -> store.write(write, batch));
        } catch (RocksDBException e) {
            throw new StoreException("can't put deletions together", e);
        }
    }

    @Override
    public void close() {
        opening.writeLock().lock();
        try {
            shut();
            write.close();
        } finally {
            opening.writeLock().unlock();
        }
    }

    /** Settings of the database: little memory, and a log of writes that stays short. */
    static Options defaults() {
        return new Options()
                .setCreateIfMissing(true)
                .setWriteBufferSize(16 << 20)
                .setMaxTotalWalSize(64 << 20)
                .setKeepLogFileNum(2);
    }

    private RocksDB open() throws RocksDBException {
        try (Options chosen = options.get()) {
            return RocksDB.open(chosen, directory.toString());
        }
    }

    private void shut() {
        if (db != null) {
            db.close();
            db = null;
        }
    }

    /** Opens anew and cuts off what failed writes may have left after all. */
    private void reopen() throws StoreException {
        if (ticker.getAsLong() < retryAtNanos) {
            throw new StoreException("the outbox's disk failed less than a second ago");
        }
        retryAtNanos = ticker.getAsLong() + RETRY_NANOS;
        opening.writeLock().lock();
        try {
            shut();
            RocksDB fresh = open();
            db = fresh;
            cutOff(fresh);
            broken = false;
            log.atInfo().addKeyValue("directory", directory).log("outbox can be written again");
        } catch (RocksDBException e) {
            throw new StoreException("can't open the outbox in " + directory + " again", e);
        } finally {
            opening.writeLock().unlock();
        }
    }

    private void cutOff(RocksDB store) throws RocksDBException {
        byte[] count = store.get(RocksKeys.partitions(generation));
        int partitions = count == null ? 0 : ByteBuffer.wrap(count).getInt();
        for (int partition = 0; partition < partitions; partition++) {
            var lane = new Lane(ordinal, partition);
            store.deleteRange(
                    RocksKeys.chunk(lane, ends.getOrDefault(partition, 0L)),
                    RocksKeys.chunk(lane, Long.MAX_VALUE));
        }
    }

    /** Work without a result. */
    private interface Action {
        void on(RocksDB db) throws RocksDBException;
    }

    private void run(String what, Action action) throws StoreException {
        this.<@Nullable Void>attempt(
                what,
                store -> {
                    action.on(store);
                    return null;
                });
    }

    private <T extends @Nullable Object> T attempt(String what, Work<T> work)
            throws StoreException {
        opening.readLock().lock();
        try {
            if (db == null) {
                throw new StoreException("the outbox in " + directory + " is not open");
            }
            return work.on(db);
        } catch (RocksDBException e) {
            throw new StoreException("can't " + what + " the outbox in " + directory, e);
        } finally {
            opening.readLock().unlock();
        }
    }
}
