package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextCommandIT {
    private static final String NOTHING = "{\"items\": [], \"next\": null}";

    @TempDir private Path dir;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private FakeAdminApi api;
    private Path file;

    @BeforeEach
    void start() throws IOException {
        api = FakeAdminApi.start();
        file = dir.resolve("config").resolve("contexts.json");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void asksWithTheAddressAndTokenOfTheContextThatWasChosen() throws Exception {
        api.answering(200, NOTHING).answering(200, NOTHING).answering(200, NOTHING);
        add("one", "tg_token_1");
        add("two", "tg_token_2");

        assertThat(run("plans", "list")).as(err.toString()).isZero();
        assertThat(run("context", "use", "two")).isZero();
        assertThat(run("plans", "list")).isZero();
        assertThat(run("plans", "list", "--context", "one")).isZero();

        assertThat(api.credentials())
                .containsExactly("Bearer tg_token_1", "Bearer tg_token_2", "Bearer tg_token_1");
    }

    @Test
    void sendsNoTokenOfAContextToAnotherAddress() throws Exception {
        add("one", "tg_token_1");

        int exit = run("plans", "list", "--api", api.address(), "--token-file", dir + "/not-there");
        assertThat(exit).isEqualTo(2);
        assertThat(run("plans", "list", "--api", api.address(), "--context", "one")).isEqualTo(2);

        assertThat(err.toString())
                .contains("there is no token file " + dir + "/not-there")
                .contains("--context has an address and a token of its own");
        assertThat(api.requests()).isEmpty();
    }

    @Test
    void listsAndRemovesWithoutShowingTokens() throws Exception {
        add("one", "tg_token_1");
        add("two", "tg_token_2");

        assertThat(run("context", "list")).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "   NAME  API", "*  one   " + api.address(), "   two   " + api.address());

        assertThat(run("context", "remove", "one")).isZero();
        assertThat(Files.readString(file)).contains("tg_token_2").doesNotContain("tg_token_1");
        assertThat(run("context", "use", "one")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no context 'one'; there are two");
    }

    @Test
    void keepsTokensFromOthers() throws Exception {
        add("one", "tg_token_1");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThat(run("context", "list")).isEqualTo(2);
        assertThat(err.toString()).contains("chmod 600").doesNotContain("tg_token_1");
    }

    @Test
    void saysThatAFileIsNotOneOfContextsWithoutRepeatingIt() throws Exception {
        add("one", "tg_token_1");
        Files.writeString(file, "tg_token_1");

        assertThat(run("plans", "list")).isEqualTo(2);

        assertThat(err.toString())
                .contains("is not a file of contexts")
                .doesNotContain("tg_token_1");
    }

    private void add(String name, String token) throws IOException {
        Path tokenFile = Files.writeString(dir.resolve(name), token + "\n");
        int exit =
                run(
                        "context",
                        "add",
                        name,
                        "--api",
                        api.address(),
                        "--token-file",
                        tokenFile.toString());
        assertThat(exit).as(err.toString()).isZero();
    }

    private int run(String... words) {
        String[] all =
                Stream.concat(Arrays.stream(words), Stream.of("--contexts", file.toString()))
                        .toArray(String[]::new);
        return Tollgate.line()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
    }
}
