package io.tollgate.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A shell, an operator's token in a file, and an admin API that answers as it is told. */
abstract class ShellFixture {
    static final String SECRET = "tg_token_0123456789";

    @TempDir Path dir;
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();
    FakeAdminApi api;
    Path token;

    @BeforeEach
    void start() throws IOException {
        api = FakeAdminApi.start();
        token = Files.writeString(dir.resolve("admin-token"), SECRET + "\n");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    /** Runs a command against the API, and answers its exit code. */
    int run(String... words) {
        Stream<String> where = Stream.of("--api", api.address(), "--token-file", token.toString());
        return line(Stream.concat(Arrays.stream(words), where).toArray(String[]::new));
    }

    /** Runs a command with these words alone. */
    int line(String... words) {
        return Tollgate.line()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }
}
