package io.tollgate.standalone;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandIT {
    @TempDir private Path dir;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void completesCommandsAndOptionsInBash() throws Exception {
        assertThat(run("completion", "bash")).as(err.toString()).isZero();
        Path script = Files.writeString(dir.resolve("completion"), out.toString());

        assertThat(completed(script, "tollgate", "keys", "im")).isEqualTo("import");
        assertThat(completed(script, "tollgate", "revoke", "--ba")).isEqualTo("--batch");
    }

    @Test
    void knowsNoOtherShell() {
        assertThat(run("completion", "fish")).isEqualTo(2);

        assertThat(err.toString()).contains("SHELL", "bash", "zsh", "fish");
    }

    /** What bash completes the last of some words to. */
    private static String completed(Path script, String... words) throws Exception {
        String line = String.join(" ", words);
        String asked =
                """
                compopt() { :; }  # the builtin works while bash completes by itself only
                source '%s'
                COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE='%s'; COMP_POINT=%d
                $(complete -p tollgate | sed 's/.*-F \\([^ ]*\\).*/\\1/')
                printf '%%s\\n' "${COMPREPLY[@]}"
                """
                        .formatted(script, line, words.length - 1, line, line.length());
        Process bash =
                new ProcessBuilder("bash", "--norc", "-c", asked).redirectErrorStream(true).start();
        String answer =
                new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(bash.waitFor(10, SECONDS)).isTrue();
        return answer;
    }

    private int run(String... words) {
        return Tollgate.line()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }
}
