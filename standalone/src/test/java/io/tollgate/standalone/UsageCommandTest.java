package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class UsageCommandTest {
    private static final int WRONG_USAGE = 2;

    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                                    | Say what to do",
                "reconcile --from yesterday                           | 2026-11-22T10:00:00Z",
                "reconcile --from 2026-11-22 --to 2026-11-22          | --to must be after --from",
                "rebuild                                              | --from",
                "rebuild --from 2026-11-22 --to 2026-11-21            | --to must be after --from",
                "export --window week --from 2026-11-22 --to 2026-11-23 --out x.avro | minute, hour, day",
                "export --window day --from 2026-11-22 --to 2026-11-23 --out /nowhere/x.avro | directory",
                "export --window day --from 2026-11-22 --out x.avro   | --to"
            })
    void endsWithTwoAndSaysWhatIsWrong(String arguments, String says) {
        assertThat(run(arguments == null ? new String[0] : arguments.split(" ")))
                .isEqualTo(WRONG_USAGE);
        assertThat(err.toString()).contains(says);
    }

    @Test
    void rebuildsIntoNoFile(@TempDir Path directory) throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThat(run("rebuild", "--from", "2026-11-22", "--out", file.toString()))
                .isEqualTo(WRONG_USAGE);
        assertThat(err.toString()).contains("--out names a directory");
    }

    private int run(String... arguments) {
        return new CommandLine(new UsageCommand())
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
