package io.tollgate.edge.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

class OutboxAfterAKillIT {
    @TempDir private Path directory;

    @RepeatedTest(3)
    void holdsAllThatWasConfirmedDensely(RepetitionInfo repetition) throws Exception {
        int enough = 1_500 * repetition.getCurrentRepetition();
        Set<String> confirmed = killOnceItConfirmed(enough);

        try (var store =
                new RocksEventStore(
                        directory.resolve("outbox"),
                        "next",
                        1,
                        false,
                        RocksEventStore::defaults,
                        System::nanoTime)) {
            var next = new HashMap<Lane, Long>();
            Set<String> found = new HashSet<>();
            store.scan(chunk -> {
                assertThat(chunk.first()).isEqualTo(next.getOrDefault(chunk.lane(), 0L));
                next.put(chunk.lane(), chunk.next());
                chunk.entries().forEach(entry -> found.add(Batches.event(entry).getRequestId()));
            });
            assertThat(confirmed).hasSizeGreaterThanOrEqualTo(enough);
            assertThat(found).containsAll(confirmed);
            assertThat(store.partitions(1)).hasValue(3);
        }
    }

    private Set<String> killOnceItConfirmed(int enough) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                BusyProcess.class.getName(),
                                directory.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        Set<String> confirmed = new HashSet<>();
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.matches("r[0-9]+")) {
                    confirmed.add(line);
                }
                if (confirmed.size() == enough) {
                    // Not through the process itself, which would close what is yet to be read.
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        // A line that the kill cut short may name an earlier event, which is there as well.
        return confirmed;
    }
}
