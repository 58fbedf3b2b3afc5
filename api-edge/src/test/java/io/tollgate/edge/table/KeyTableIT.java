package io.tollgate.edge.table;

import static io.tollgate.edge.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.credentials.KeyHash;
import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.schemas.wire.AvroSerde;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyTableIT {
    private static final AvroSerde<ApiKey> SERDE = new AvroSerde<>(ApiKey.class);
    private static final KeyHash HASH = new KeyHash(1, 2, 3, 4);

    @TempDir Path directory;
    private final AtomicLong nanos = new AtomicLong();
    private RocksTables disk;
    private KeyTable keys;

    @BeforeEach
    void open() {
        disk = RocksTables.open(directory, nanos::get);
        keys = new KeyTable(disk, SERDE, new Pepper(new byte[32]), 100, Runnable::run);
    }

    @AfterEach
    void close() {
        disk.close();
    }

    @Test
    void knowsWithoutTheDiskThatAKeyDoesNotExist() {
        assertThat(keys.onHeap(HASH)).isInstanceOf(KeyAnswer.Unknown.class);
    }

    @Test
    void readsAKeyOnceAndThenHasItOnTheHeap() {
        write(version(1));

        assertThat(keys.onHeap(HASH)).isInstanceOf(KeyAnswer.OnDisk.class);
        assertThat(keys.lookUp(HASH)).isInstanceOf(KeyAnswer.Known.class);
        assertThat(keys.onHeap(HASH)).isInstanceOf(KeyAnswer.Known.class);
    }

    @Test
    void refusesAKeyWhoseRecordItCannotRead() {
        write(version(1));
        assertThat(keys.lookUp(HASH)).isInstanceOf(KeyAnswer.Known.class);

        write(new byte[] {0, 1, 2});
        assertThat(keys.lookUp(HASH)).isInstanceOf(KeyAnswer.Unknown.class);
    }

    @Test
    void deniesNoKeyUntilItHasReadWhatTheDiskHas() {
        write(version(7));
        disk.close();
        disk = RocksTables.open(directory, nanos::get);
        var later = new ArrayDeque<Runnable>();
        keys = new KeyTable(disk, SERDE, new Pepper(new byte[32]), 100, later::add);
        KeyHash another = spread(5);
        KeyHash added = spread(6);
        write(added, version(8));
        assertThat(keys.onHeap(another)).isInstanceOf(KeyAnswer.OnDisk.class);
        assertThat(keys.lookUp(another)).isInstanceOf(KeyAnswer.Unknown.class);

        later.remove().run();

        assertThat(keys.onHeap(another)).isInstanceOf(KeyAnswer.Unknown.class);
        assertThat(keys.onHeap(HASH)).isInstanceOf(KeyAnswer.OnDisk.class);
        assertThat(keys.onHeap(added)).isInstanceOf(KeyAnswer.OnDisk.class);
    }

    @Test
    void findsItsKeysAgainAfterARestart() {
        write(version(7));
        disk.close();
        open();

        assertThat(keys.onHeap(HASH)).isInstanceOf(KeyAnswer.OnDisk.class);
        assertThat(planOf(HASH)).isEqualTo("7");
    }

    @Test
    void growsItsFilterWithTheKeys() {
        for (int i = 0; i < 70_000; i++) {
            try (var writes = disk.writes()) {
                var hash = spread(i);
                keys.change(writes, hash, version(i));
                writes.commit();
                keys.changed(hash);
            }
        }

        assertThat(keys.onHeap(spread(69_999))).isInstanceOf(KeyAnswer.OnDisk.class);
    }

    @Test
    void neverAnswersWithWhatItKnewBeforeAChangeThatIsDone() throws InterruptedException {
        write(version(0));
        var done = new AtomicBoolean();
        var applied = new AtomicInteger();
        var wrong = new AtomicReference<@Nullable String>();
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            readers.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                while (!done.get()) {
                                    int atLeast = applied.get();
                                    int found = Integer.parseInt(planOf(HASH));
                                    if (found < atLeast) {
                                        wrong.set(found + " after " + atLeast);
                                    }
                                }
                            }));
        }
        for (int i = 1; i <= 3_000; i++) {
            write(version(i));
            applied.set(i);
        }
        done.set(true);
        for (Thread reader : readers) {
            reader.join();
        }

        assertThat(wrong.get()).isNull();
        assertThat(planOf(HASH)).isEqualTo("3000");
    }

    private void write(byte[] value) {
        write(HASH, value);
    }

    private void write(KeyHash hash, byte[] value) {
        try (var writes = disk.writes()) {
            keys.change(writes, hash, value);
            writes.commit();
        }
        keys.changed(hash);
    }

    private String planOf(KeyHash hash) {
        return keys.lookUp(hash) instanceof KeyAnswer.Known(var known)
                ? known.entry().planId()
                : "-1";
    }

    private static byte[] version(int number) {
        return SERDE.encode(key("key_1").setPlanId("" + number).build());
    }

    private static KeyHash spread(long number) {
        return new KeyHash(number * 0x9E3779B97F4A7C15L, number, number, number);
    }
}
