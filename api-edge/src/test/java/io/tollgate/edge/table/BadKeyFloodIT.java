package io.tollgate.edge.table;

import static io.tollgate.edge.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.edge.event.EventDraft;
import io.tollgate.edge.event.RefusalCells;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.Door;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.credentials.KeyHash;
import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.schemas.wire.AvroSerde;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keys cost that have a good checksum and that nobody ever issued, a great many of them. */
class BadKeyFloodIT {
    private static final AvroSerde<ApiKey> SERDE = new AvroSerde<>(ApiKey.class);
    private static final int ISSUED = 10_000;
    private static final int FLOOD = 300_000;
    private static final int TOLD = 100;

    @TempDir Path directory;
    private final Random random = new Random(5);
    private RocksTables disk;
    private KeyTable keys;

    @BeforeEach
    void open() {
        disk = RocksTables.open(directory, System::nanoTime);
        keys = new KeyTable(disk, SERDE, new Pepper(new byte[32]), 1_000, Runnable::run);
        try (var writes = disk.writes()) {
            for (int i = 0; i < ISSUED; i++) {
                keys.change(writes, hash(), SERDE.encode(key("key_" + i).build()));
            }
            writes.commit();
        }
    }

    @AfterEach
    void close() {
        disk.close();
    }

    @Test
    void costsNoLookUpOnDisk() {
        int onDisk = 0;
        for (int i = 0; i < FLOOD; i++) {
            onDisk += keys.onHeap(hash()) instanceof KeyAnswer.OnDisk ? 1 : 0;
        }

        // The filter may be wrong once in a thousand.
        assertThat(onDisk).isLessThan(FLOOD / 1_000);
    }

    @Test
    void leavesNothingBehindInMemory() {
        for (int i = 0; i < FLOOD / 10; i++) {
            assertThat(keys.lookUp(hash())).isInstanceOf(KeyAnswer.Unknown.class);
        }

        assertThat(keys.decoded()).isZero();
    }

    @Test
    void isToldInAsManyEventsAsThereIsRoomForAndNoRequestIsForgotten() {
        var cells = new RefusalCells(TOLD);
        for (int i = 0; i < FLOOD; i++) {
            String source = "198.%d.%d.0/24".formatted(random.nextInt(256), random.nextInt(256));
            cells.add(Outcome.UNKNOWN_KEY, null, "all", Door.PROXY, source, 401);
        }

        List<EventDraft> events = cells.flush(0);

        assertThat(events).hasSizeLessThanOrEqualTo(TOLD + 1);
        assertThat(events.stream().mapToLong(EventDraft::count).sum()).isEqualTo(FLOOD);
    }

    private KeyHash hash() {
        return new KeyHash(
                random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }
}
