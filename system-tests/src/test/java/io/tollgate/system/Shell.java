package io.tollgate.system;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Commands that end by themselves. */
final class Shell {
    private static final long ENDS_WITHIN_SECONDS = 120;

    private Shell() {}

    /** What a command wrote to its output, and its errors. */
    record Result(int exit, Path output, String errors) {
        byte[] bytes() {
            try {
                return Files.readAllBytes(output);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String text() {
            return new String(bytes(), StandardCharsets.UTF_8);
        }
    }

    /** Runs a command in a directory until it ends. */
    static Result run(Path directory, String... command) {
        try {
            Path output = Files.createTempFile(directory, "output", "");
            Path errors = Files.createTempFile(directory, "errors", "");
            Process process =
                    new ProcessBuilder(List.of(command))
                            .directory(directory.toFile())
                            .redirectOutput(output.toFile())
                            .redirectError(errors.toFile())
                            .redirectInput(Redirect.from(new File("/dev/null")))
                            .start();
            if (!process.waitFor(ENDS_WITHIN_SECONDS, SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", command) + " does not end");
            }
            return new Result(process.exitValue(), output, Files.readString(errors));
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Runs a command in a shell, as someone who pastes it, and returns its output. */
    static String paste(Path directory, String command) {
        Result result = run(directory, "bash", "-c", command);
        assertThat(result.exit()).as("%s\n%s%s", command, result.text(), result.errors()).isZero();
        return result.text();
    }
}
