package io.tollgate.metering.replay;

import static io.tollgate.metering.replay.Batches.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.tollgate.metering.UsageSpan;
import io.tollgate.metering.UsageTally;
import io.tollgate.schemas.UsageWindow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that have nothing of ours or of Java's Avro read what we write. */
class UsageFileIT {
    private static final int WINDOWS = 2_000;
    private static final UsageSpan MINUTE =
            UsageSpan.holding(UsageWindow.MINUTE, NOON.toEpochMilli());

    @TempDir Path directory;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = directory.resolve("usage.avro");
        try (var usage = new UsageFile(file)) {
            for (int i = 0; i < WINDOWS; i++) {
                var tally = new UsageTally("key_" + i);
                IntStream.rangeClosed(0, i % 7)
                        .mapToObj(sequence -> Batches.event(sequence, NOON, "key"))
                        .forEach(event -> tally.add(event, Batches.OWNER, false));
                usage.add(tally.toUsage(MINUTE, i, true, NOON));
            }
            assertThat(usage.finish()).isEqualTo(new UsageExport(file, WINDOWS));
        }
    }

    /** The C library of Avro is also what DuckDB reads Avro with. */
    @Test
    void theCLibraryReadsIt() throws Exception {
        String text = output("avrocat", file.toString());

        assertThat(text.lines()).hasSize(WINDOWS);
        assertThat(text.lines().skip(6).findFirst().orElseThrow())
                .contains("\"keyId\": \"key_6\"")
                .contains("\"requests\": 7")
                .contains("\"cost\": 14")
                .contains("\"windowStart\": " + NOON.toEpochMilli())
                .contains("\"ADMITTED\": 7");
    }

    @Test
    void thePythonLibraryReadsIt() throws Exception {
        String program =
                """
                import sys
                from avro.datafile import DataFileReader
                from avro.io import DatumReader
                reader = DataFileReader(open(sys.argv[1], "rb"), DatumReader())
                print(reader.codec)
                for usage in reader:
                    print(usage["keyId"], usage["window"], usage["windowStart"].isoformat(),
                          usage["requests"], usage["routes"]["all"]["cost"])
                """;

        String text = output("/usr/bin/python3", "-c", program, file.toString());

        assertThat(text.lines().findFirst()).contains("deflate");
        assertThat(text.lines()).hasSize(WINDOWS + 1);
        assertThat(text.lines().skip(7).findFirst())
                .contains("key_6 MINUTE 2026-11-22T12:00:00+00:00 7 14");
    }

    @Test
    void leavesNothingBehindOfAFileThatWasNotFinished() throws IOException {
        Path broken = directory.resolve("broken.avro");
        try (var usage = new UsageFile(broken)) {
            usage.add(new UsageTally("key").toUsage(MINUTE, 1, false, NOON));
        }

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    private String output(String... command) throws IOException, InterruptedException {
        Path errors = directory.resolve("errors");
        Process process;
        try {
            process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        } catch (IOException _) {
            return missing("there is no " + command[0]);
        }
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        String said = Files.readString(errors);
        if (said.contains("No module named 'avro'")) {
            return missing("python3 has no module avro");
        }
        assertThat(exit).as(said).isZero();
        return text;
    }

    /** Skipped for what the machine lacks, but failed where CI runs. */
    private static String missing(String reason) {
        return "true".equals(System.getenv("CI"))
                ? fail(reason)
                : abort(reason + "; Debian has it in avro-bin and python3-avro");
    }
}
