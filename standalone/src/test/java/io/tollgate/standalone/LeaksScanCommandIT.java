package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.admin.security.Minting;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.credentials.KeyForm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaksScanCommandIT {
    private static final Minting MINTING = new Minting(new Random(1));
    private static final String KEY = MINTING.key(KeyForm.DEFAULT, Environment.LIVE);
    private static final String TEST_KEY = MINTING.key(KeyForm.DEFAULT, Environment.TEST);
    private static final String TOKEN = MINTING.token();

    @TempDir private Path dir;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @AfterEach
    void neverPrintsASecret() {
        assertThat(out.toString() + err).doesNotContain(KEY, TEST_KEY, TOKEN);
    }

    @Test
    void saysWhereKeysAreAndWhatTheirRecordsShow() throws IOException {
        write("src/config/app.properties", "# settings\napi.key=" + KEY + "\n");
        write("README.md", "use " + TEST_KEY + "\n\nor " + TOKEN);
        write("clean.txt", "tg_live_" + "a".repeat(49));

        assertThat(scan(dir.toString())).isEqualTo(1);

        assertThat(out.toString().lines())
                .containsExactly(
                        dir.resolve("README.md") + ":1: key " + masked(TEST_KEY),
                        dir.resolve("README.md") + ":3: operator's token " + masked(TOKEN),
                        dir.resolve("src/config/app.properties") + ":2: key " + masked(KEY));
        assertThat(err.toString()).contains("3 found in 3 files").contains("./tollgate revoke");
    }

    @Test
    void findsNothingWhereNothingIs() throws IOException {
        write("clean.txt", KEY.substring(0, KEY.length() - 1));

        assertThat(scan(dir.toString())).isZero();

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("0 found in 1 files");
    }

    @Test
    void saysWhatItPassedOver() throws IOException {
        write("app.class", "\0\0" + KEY);
        write(".git/objects/ab/cdef", KEY);
        write("large.log", "x".repeat(2_000) + KEY);
        Files.createSymbolicLink(dir.resolve("link"), dir.resolve("large.log"));

        assertThat(scan(dir.toString(), "--largest", "1000")).isZero();

        assertThat(err.toString())
                .contains("passed over 1 binary files")
                .contains(dir.resolve(".git") + ": compressed; look into history")
                .contains(dir.resolve("large.log") + ": larger than 1000 bytes")
                .contains(dir.resolve("link") + ": symbolic link");
    }

    @Test
    void goesOnWhereAFileCantBeRead() throws IOException {
        Path closed = write("a/closed.txt", KEY);
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        write("b.txt", KEY);

        assertThat(scan(dir.toString())).isEqualTo(1);

        assertThat(out.toString()).contains("b.txt:1: key ");
        // Nothing is closed to root.
        assertThat(Files.isReadable(closed) || err.toString().contains("can't be read")).isTrue();
    }

    @Test
    void printsJson() throws IOException {
        write("a.txt", "x\n" + KEY);
        write("b.bin", "\0");

        assertThat(scan("--json", dir.toString())).isEqualTo(1);

        JsonNode all = new ObjectMapper().readTree(out.toString());
        assertThat(all.path("files").asInt()).isEqualTo(1);
        assertThat(all.at("/found/0/path").asText()).isEqualTo(dir.resolve("a.txt").toString());
        assertThat(all.at("/found/0/line").asInt()).isEqualTo(2);
        assertThat(all.at("/found/0/kind").asText()).isEqualTo("key");
        assertThat(all.at("/found/0/prefix").asText()).isEqualTo(KEY.substring(0, 12));
        assertThat(all.at("/found/0/lastFour").asText()).isEqualTo(KEY.substring(KEY.length() - 4));
        assertThat(all.at("/skipped/0/why").asText()).isEqualTo("binary");
    }

    @Test
    void findsAKeyInANameWithoutPrintingIt() throws IOException {
        Path file = write("dump-" + KEY + "/" + TEST_KEY + ".txt", TEST_KEY);

        assertThat(scan(file.toString())).isEqualTo(1);

        assertThat(out.toString())
                .contains(":its name: key " + masked(TEST_KEY))
                .contains(":1: key " + masked(TEST_KEY));
    }

    @Test
    void readsStandardInput() {
        var before = System.in;
        try {
            System.setIn(
                    new ByteArrayInputStream(("+" + KEY + "\n").getBytes(StandardCharsets.UTF_8)));
            assertThat(scan("-")).isEqualTo(1);
        } finally {
            System.setIn(before);
        }
        assertThat(out.toString()).isEqualTo("standard input:1: key " + masked(KEY) + "\n");
    }

    @Test
    void knowsOtherBrands() throws IOException {
        String acme = MINTING.key(new KeyForm("acme"), Environment.LIVE);
        write("a.txt", acme + "\n" + KEY);

        assertThat(scan("--brand", "acme", dir.toString())).isEqualTo(1);

        assertThat(out.toString().lines()).hasSize(1).first().asString().contains(masked(acme));
    }

    @Test
    void endsWithTwoWhenUsedWrongly() {
        assertThat(scan()).isEqualTo(2);
        assertThat(scan(dir.resolve("nowhere").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("there is no " + dir.resolve("nowhere"));
        assertThat(scan("--brand", "A_B", dir.toString())).isEqualTo(2);
    }

    private Path write(String path, String text) throws IOException {
        Path file = dir.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private int scan(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "leaks";
        all[1] = "scan";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return Tollgate.line()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
    }

    private static String masked(String secret) {
        return secret.substring(0, secret.lastIndexOf('_') + 5)
                + "…"
                + secret.substring(secret.length() - 4);
    }
}
