package io.tollgate.admin.usage;

import io.tollgate.schemas.Usage;
import io.tollgate.schemas.UsageWindow;
import io.tollgate.schemas.wire.AvroSerde;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.TtlDB;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Usage on local disk, together with how far the topics were read, so that a restart goes on where
 * it was. What is older than its topic keeps is dropped. Thread-safe; only one process may have a
 * directory open.
 */
public final class RocksUsage implements UsageSource, AutoCloseable {
    private static final byte[] NOTHING = new byte[0];
    private static final int FOR_EVER = 0;
    private static final String LAYOUT_NOTE = "layout";
    private static final String LAYOUT = "2";

    private final DBOptions options = new DBOptions();
    private final WriteOptions writes = new WriteOptions();
    private final AvroSerde<Usage> serde = new AvroSerde<>(Usage.class);
    private final List<ColumnFamilyHandle> families = new ArrayList<>();
    private final TtlDB db;

    /**
     * Opens or makes the store.
     *
     * @throws IOException if that fails, for instance because another process has it open
     */
    public RocksUsage(Path directory) throws IOException {
        RocksDB.loadLibrary();
        Files.createDirectories(directory);
        options.setCreateIfMissing(true).setCreateMissingColumnFamilies(true);
        options.setMaxLogFileSize(1 << 20).setKeepLogFileNum(2);
        List<ColumnFamilyDescriptor> names =
                List.of(family("default"), family("minute"), family("hour"), family("day"));
        List<Integer> seconds =
                List.of(
                        FOR_EVER,
                        (int) Duration.ofDays(31).toSeconds(),
                        (int) Duration.ofDays(400).toSeconds(),
                        FOR_EVER);
        try {
            db = TtlDB.open(options, directory.toString(), names, families, seconds, false);
        } catch (RocksDBException e) {
            throw new IOException("can't open the usage store in " + directory, e);
        }
        // What an earlier version wrote in another order is read from the topics again.
        if (!note(LAYOUT_NOTE).equals(Optional.of(LAYOUT))) {
            clear();
        }
    }

    /** Collects records and positions, which are kept together or not at all. */
    public Batch batch() {
        return new Batch();
    }

    /** What was kept under a name beside the usage. */
    public Optional<String> note(String name) {
        try {
            byte[] value = db.get(families.getFirst(), utf8(name));
            return Optional.ofNullable(value).map(v -> new String(v, StandardCharsets.UTF_8));
        } catch (RocksDBException e) {
            throw new IllegalStateException("the usage store can't be read", e);
        }
    }

    /** Forgets everything. */
    public void clear() {
        try {
            for (ColumnFamilyHandle family : families) {
                db.deleteRange(family, NOTHING, new byte[] {(byte) 0xff});
            }
            db.put(families.getFirst(), utf8(LAYOUT_NOTE), utf8(LAYOUT));
        } catch (RocksDBException e) {
            throw new IllegalStateException("the usage store can't be written", e);
        }
    }

    @Override
    public void visit(UsageSelection selection, Predicate<Usage> visitor) {
        UsageKeys.By by = selection.by();
        byte[] prefix = UsageKeys.prefix(by, selection.subject());
        ColumnFamilyHandle family = family(selection.window());
        try (RocksIterator at = db.newIterator(family)) {
            at.seek(
                    UsageKeys.entry(
                            by,
                            selection.subject(),
                            selection.from().toEpochMilli(),
                            by == UsageKeys.By.KEY ? "" : selection.fromKey()));
            while (at.isValid()
                    && UsageKeys.hasPrefix(at.key(), prefix)
                    && UsageKeys.startMillis(at.key(), prefix) < selection.to().toEpochMilli()) {
                Optional<Usage> usage =
                        by == UsageKeys.By.ALL
                                ? Optional.ofNullable(serde.deserialize("", at.value()))
                                : find(family, at.key(), prefix, selection);
                if (usage.filter(selection::wants).filter(visitor.negate()).isPresent()) {
                    return;
                }
                at.next();
            }
            at.status();
        } catch (RocksDBException e) {
            throw new IllegalStateException("the usage store can't be read", e);
        }
    }

    /**
     * Start of the newest window in which a key was presented, whatever the answer: a minute, or
     * the hour or day where minutes are no longer kept.
     */
    public Optional<Instant> lastUse(String keyId) {
        return Stream.of(UsageWindow.MINUTE, UsageWindow.HOUR, UsageWindow.DAY)
                .flatMap(window -> newest(family(window), keyId).stream())
                .findFirst();
    }

    private Optional<Instant> newest(ColumnFamilyHandle family, String keyId) {
        byte[] prefix = UsageKeys.prefix(UsageKeys.By.KEY, keyId);
        try (RocksIterator at = db.newIterator(family)) {
            at.seekForPrev(UsageKeys.entry(UsageKeys.By.KEY, keyId, Long.MAX_VALUE, ""));
            at.status();
            return at.isValid() && UsageKeys.hasPrefix(at.key(), prefix)
                    ? Optional.of(Instant.ofEpochMilli(UsageKeys.startMillis(at.key(), prefix)))
                    : Optional.empty();
        } catch (RocksDBException e) {
            throw new IllegalStateException("the usage store can't be read", e);
        }
    }

    @Override
    public void close() {
        families.forEach(ColumnFamilyHandle::close);
        db.close();
        writes.close();
        options.close();
    }

    private Optional<Usage> find(
            ColumnFamilyHandle family, byte[] entry, byte[] prefix, UsageSelection selection) {
        String keyId = selection.keyId().orElseGet(() -> UsageKeys.keyId(entry, prefix));
        return find(family, keyId, UsageKeys.startMillis(entry, prefix));
    }

    private Optional<Usage> find(ColumnFamilyHandle family, String keyId, long startMillis) {
        try {
            byte[] value = db.get(family, UsageKeys.record(startMillis, keyId));
            return Optional.ofNullable(value).map(bytes -> serde.deserialize("", bytes));
        } catch (RocksDBException e) {
            throw new IllegalStateException("the usage store can't be read", e);
        }
    }

    private ColumnFamilyHandle family(UsageWindow window) {
        return switch (window) {
            case MINUTE -> families.get(1);
            case HOUR -> families.get(2);
            case DAY -> families.get(3);
            case UNKNOWN -> throw new IllegalArgumentException("usage has a window");
        };
    }

    private static ColumnFamilyDescriptor family(String name) {
        return new ColumnFamilyDescriptor(utf8(name));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Records and positions to be kept at once. Not thread-safe. */
    public final class Batch implements AutoCloseable {
        private final WriteBatch batch = new WriteBatch();
        private final Map<String, Long> revisions = new HashMap<>();

        /** Keeps a record unless a newer one of its window is kept; null is skipped. */
        public void put(@Nullable Usage usage) {
            if (usage == null || usage.getWindow() == UsageWindow.UNKNOWN) {
                return;
            }
            ColumnFamilyHandle family = family(usage.getWindow());
            long start = usage.getWindowStart().toEpochMilli();
            if (revision(family, usage, start) > usage.getRevision()) {
                return;
            }
            add(family, UsageKeys.record(start, usage.getKeyId()), serde.serialize("", usage));
            add(family, UsageKeys.entry(UsageKeys.By.KEY, usage.getKeyId(), start, ""), NOTHING);
            add(family, UsageKeys.By.OWNER, usage.getOwnerId(), usage);
            usage.getRoutes()
                    .keySet()
                    .forEach(route -> add(family, UsageKeys.By.ROUTE, route, usage));
        }

        /** Keeps a text under a name. */
        public void note(String name, String value) {
            add(families.getFirst(), utf8(name), utf8(value));
        }

        /** Writes everything. */
        public void write() {
            try {
                db.write(writes, batch);
            } catch (RocksDBException e) {
                throw new IllegalStateException("the usage store can't be written", e);
            }
        }

        @Override
        public void close() {
            batch.close();
        }

        private long revision(ColumnFamilyHandle family, Usage usage, long start) {
            String id = usage.getWindow() + "|" + usage.getKeyId() + "|" + start;
            long kept = find(family, usage.getKeyId(), start).map(Usage::getRevision).orElse(0L);
            long newest = Math.max(kept, revisions.getOrDefault(id, 0L));
            revisions.merge(id, usage.getRevision(), Math::max);
            return newest;
        }

        private void add(ColumnFamilyHandle family, UsageKeys.By by, String id, Usage usage) {
            long start = usage.getWindowStart().toEpochMilli();
            add(family, UsageKeys.entry(by, id, start, usage.getKeyId()), NOTHING);
        }

        private void add(ColumnFamilyHandle family, byte[] key, byte @Nullable [] value) {
            try {
                batch.put(family, key, value == null ? NOTHING : value);
            } catch (RocksDBException e) {
                throw new IllegalStateException("the usage store can't be written", e);
            }
        }
    }
}
