package io.tollgate.metering.replay;

import io.tollgate.schemas.Usage;
import io.tollgate.schemas.wire.AvroSerde;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/**
 * Tables of windows in a directory of their own, so that memory does not grow with their number.
 * The directory is deleted at the end. Not thread-safe.
 */
final class RocksWindows implements AutoCloseable {
    private static final long WRITE_BUFFER_BYTES = 16 << 20;

    private final Path directory;
    private final DBOptions options =
            new DBOptions().setCreateIfMissing(true).setCreateMissingColumnFamilies(true);
    private final ColumnFamilyOptions familyOptions =
            new ColumnFamilyOptions().setWriteBufferSize(WRITE_BUFFER_BYTES);
    // What is lost with the process is of no use without it.
    private final WriteOptions writes = new WriteOptions().setDisableWAL(true);
    private final AvroSerde<Usage> serde = new AvroSerde<>(Usage.class);
    private final List<ColumnFamilyHandle> families = new ArrayList<>();
    private final RocksDB db;

    /**
     * Makes so many empty tables in the place for temporary files.
     *
     * @throws IOException if that fails
     */
    RocksWindows(int tables) throws IOException {
        RocksDB.loadLibrary();
        directory = Files.createTempDirectory("tollgate-usage-");
        var names = new ArrayList<ColumnFamilyDescriptor>();
        names.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions));
        for (int i = 0; i < tables; i++) {
            names.add(new ColumnFamilyDescriptor(new byte[] {(byte) i}, familyOptions));
        }
        try {
            db = RocksDB.open(options, directory.toString(), names, families);
        } catch (RocksDBException e) {
            throw new IOException("can't make a store in " + directory, e);
        }
    }

    /** One of the tables, from 0. */
    WindowTable table(int number) {
        return new Table(families.get(number + 1));
    }

    @Override
    public void close() {
        families.forEach(ColumnFamilyHandle::close);
        db.close();
        writes.close();
        familyOptions.close();
        options.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException _) {
            // What stays behind lies among temporary files and harms nothing.
        }
    }

    private final class Table implements WindowTable {
        private final ColumnFamilyHandle family;

        Table(ColumnFamilyHandle family) {
            this.family = family;
        }

        @Override
        public @Nullable Usage get(WindowKey key) {
            try {
                byte[] value = db.get(family, key.bytes());
                return value == null ? null : serde.decode(value);
            } catch (RocksDBException e) {
                throw new IllegalStateException("the store in " + directory + " broke", e);
            }
        }

        @Override
        public void put(Usage usage) {
            try {
                db.put(family, writes, WindowKey.of(usage).bytes(), serde.encode(usage));
            } catch (RocksDBException e) {
                throw new IllegalStateException("the store in " + directory + " broke", e);
            }
        }

        @Override
        public void forEach(Consumer<Usage> visitor) {
            try (RocksIterator at = db.newIterator(family)) {
                for (at.seekToFirst(); at.isValid(); at.next()) {
                    visitor.accept(serde.decode(at.value()));
                }
            }
        }
    }
}
