package io.tollgate.edge.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksTablesIT {
    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");
    private static final long SECOND = 1_000_000_000L;
    private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);

    private final AtomicLong nanos = new AtomicLong();
    @TempDir Path directory;

    @AfterEach
    void letWrite() throws Exception {
        if (Files.exists(PRLIMIT)) {
            mayWrite("unlimited");
        }
    }

    @Test
    void canBeReadWhileItsDiskFailsAndWrittenAgainAfterwards() throws Exception {
        assumeThat(PRLIMIT).exists();
        try (var tables = RocksTables.open(directory, nanos::get)) {
            write(tables, "before");

            mayWrite("1");
            assertThatThrownBy(() -> write(tables, "lost"))
                    .isInstanceOf(TableUnreadableException.class);
            assertThat(tables.failing()).isTrue();
            assertThat(read(tables)).isEqualTo("before");
            assertThatThrownBy(() -> write(tables, "lost"))
                    .hasRootCauseMessage("their disk failed less than a second ago");
            nanos.addAndGet(SECOND);
            assertThatThrownBy(() -> write(tables, "lost"))
                    .isInstanceOf(TableUnreadableException.class);
            assertThat(read(tables)).isEqualTo("before");

            mayWrite("unlimited");
            nanos.addAndGet(SECOND);
            write(tables, "after");

            assertThat(tables.failing()).isFalse();
            assertThat(read(tables)).isEqualTo("after");
        }
        try (var tables = RocksTables.open(directory, nanos::get)) {
            assertThat(read(tables)).isEqualTo("after");
        }
    }

    private static void write(RocksTables tables, String value) {
        try (var writes = tables.writes()) {
            writes.put(Family.KEYS, KEY, value.getBytes(StandardCharsets.UTF_8));
            writes.commit();
        }
    }

    private static String read(RocksTables tables) {
        byte[] value = tables.get(Family.KEYS, KEY);
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }

    /** Lets this process write no file beyond a size, as a full or broken disk does. */
    private static void mayWrite(String bytes) throws IOException, InterruptedException {
        String pid = String.valueOf(ProcessHandle.current().pid());
        new ProcessBuilder(PRLIMIT.toString(), "--pid", pid, "--fsize=" + bytes + ":unlimited")
                .inheritIO()
                .start()
                .waitFor();
    }
}
