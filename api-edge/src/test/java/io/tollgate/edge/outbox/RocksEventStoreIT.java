package io.tollgate.edge.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Env;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.SstFileManager;

class RocksEventStoreIT {
    @TempDir private Path directory;

    private final EventCodec codec = new EventCodec();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void findsAfterAnotherStartWhatItWroteUnderItsOwnBoot() throws StoreException {
        try (var store = open("one")) {
            store.partitions(1, 3);
            store.append(List.of(chunk(store, 0, 0, 2), chunk(store, 2, 0, 1)));
            store.append(List.of(chunk(store, 0, 2, 3)));
        }
        try (var store = open("two")) {
            assertThat(store.partitions(1)).hasValue(3);
            assertThat(boots(store)).containsValues("one", "two");
            assertThat(boots(store).get(store.ordinal())).isEqualTo("two");
            store.append(List.of(chunk(store, 0, 0, 1)));

            assertThat(chunks(store))
                    .extracting(chunk -> boots(store).get(chunk.lane().ordinal()))
                    .containsExactly("one", "one", "one", "two");
            assertThat(chunks(store)).extracting(Chunk::first).containsExactly(0L, 2L, 0L, 0L);
        }
    }

    @Test
    void readsALaneFromASequenceOn() throws StoreException {
        try (var store = open("one")) {
            store.append(
                    List.of(
                            chunk(store, 0, 0, 2),
                            chunk(store, 0, 2, 300),
                            chunk(store, 0, 302, 5),
                            chunk(store, 1, 0, 9)));
            var lane = new Lane(store.ordinal(), 0);

            assertThat(store.read(lane, 2, 307, Long.MAX_VALUE))
                    .extracting(Chunk::next)
                    .containsExactly(302L, 307L);
            assertThat(store.read(lane, 0, 302, Long.MAX_VALUE))
                    .extracting(Chunk::next)
                    .containsExactly(2L, 302L);
            assertThat(store.read(lane, 0, 307, 1)).hasSize(1);
        }
    }

    @Test
    void forgetsWhatItIsToldTo() throws StoreException {
        try (var store = open("one")) {
            store.append(
                    List.of(chunk(store, 0, 0, 2), chunk(store, 0, 2, 3), chunk(store, 1, 0, 1)));
            store.forget(new Lane(store.ordinal(), 0), 0, 2);
            assertThat(chunks(store)).extracting(Chunk::first).containsExactly(2L, 0L);
        }
        try (var store = open("two")) {
            int earlier = store.ordinal() - 1;
            store.append(List.of(chunk(store, 0, 0, 1)));
            store.forgetBoot(earlier);
            assertThat(chunks(store))
                    .extracting(chunk -> chunk.lane().ordinal())
                    .containsExactly(store.ordinal());
        }
        try (var store = open("three")) {
            assertThat(boots(store)).containsValues("two", "three").hasSize(2);
        }
    }

    @Test
    void isFoundWholeInACopyTakenWhileItIsOpen(@TempDir Path copy) throws Exception {
        try (var store = open("one")) {
            for (int i = 0; i < 100; i++) {
                store.append(List.of(chunk(store, i % 2, i / 2, 1)));
            }
            try (var files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
            }
        }
        try (var store =
                new RocksEventStore(copy, "two", 1, false, RocksEventStore::defaults, nanos::get)) {
            assertThat(chunks(store)).hasSize(100);
        }
    }

    @Test
    void refusesWhileItsDiskRefusesAndRecoversWithoutWhatItRefused() throws Exception {
        RocksDB.loadLibrary();
        try (var space = new SstFileManager(Env.getDefault());
                var store =
                        new RocksEventStore(
                                directory,
                                "one",
                                1,
                                false,
                                () -> small().setSstFileManager(space),
                                nanos::get)) {
            store.partitions(1, 1);
            long written = fillUntilRefused(store, space);
            var next = chunk(store, 0, written, 1);
            assertThatThrownBy(() -> store.append(List.of(next)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("less than a second ago");

            space.setMaxAllowedSpaceUsage(0);
            nanos.addAndGet(1_000_000_000L);
            store.append(List.of(next));

            List<Chunk> found = chunks(store);
            assertThat(found.getLast().next()).isEqualTo(written + 1);
            for (int i = 1; i < found.size(); i++) {
                assertThat(found.get(i).first()).isEqualTo(found.get(i - 1).next());
            }
        }
    }

    /** Allows no more space, then writes until that is noticed; says where the lane ends. */
    private long fillUntilRefused(RocksEventStore store, SstFileManager space) {
        space.setMaxAllowedSpaceUsage(1);
        for (long first = 0; first < 1_000_000; first += 100) {
            try {
                store.append(List.of(chunk(store, 0, first, 100)));
            } catch (StoreException e) {
                return first;
            }
        }
        throw new AssertionError("the disk never refused");
    }

    private static Options small() {
        return RocksEventStore.defaults().setWriteBufferSize(64 << 10);
    }

    private RocksEventStore open(String boot) throws StoreException {
        return new RocksEventStore(
                directory, boot, 1, false, RocksEventStore::defaults, nanos::get);
    }

    private Chunk chunk(EventStore store, int partition, long first, int events) {
        var entries = new ArrayList<Entry>();
        for (int i = 0; i < events; i++) {
            entries.add(codec.entry(Events.admitted("acme", "r"), first + i));
        }
        return new Chunk(new Lane(store.ordinal(), partition), first, entries);
    }

    private static List<Chunk> chunks(EventStore store) throws StoreException {
        var all = new ArrayList<Chunk>();
        store.scan(all::add);
        return all;
    }

    private static Map<Integer, String> boots(EventStore store) {
        return store.boots().getOrDefault(1, Map.of());
    }
}
