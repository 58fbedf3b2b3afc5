package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesActionsCommandIT {
    @TempDir private Path dir;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private FakeAdminApi api;

    @BeforeEach
    void start() throws IOException {
        api = FakeAdminApi.start();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void showsHowOftenRulesActed() throws IOException {
        api.answering(200, bounds(true, 100));

        assertThat(run()).as(err.toString()).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "automatic actions are on",
                        "in the last hour: 3 done, of at most 100; 2 withheld");
    }

    @Test
    void switchesThemOffAndLeavesTheRestAsItIs() throws IOException {
        api.answering(200, bounds(true, 20)).answering(200, bounds(false, 20));

        assertThat(run("off")).as(err.toString()).isZero();

        assertThat(out.toString()).startsWith("automatic actions are OFF");
        assertThat(api.bodies().getLast()).contains("\"enabled\":false", "\"mostPerHour\":20");
    }

    @Test
    void boundsThemAndLeavesTheSwitchAsItIs() throws IOException {
        api.answering(200, bounds(false, 20)).answering(200, bounds(false, 5));

        assertThat(run("--most-per-hour", "5")).as(err.toString()).isZero();

        assertThat(api.bodies().getLast()).contains("\"enabled\":false", "\"mostPerHour\":5");
    }

    @Test
    void refusesWhatIsNeitherOnNorOff() throws IOException {
        assertThat(run("maybe")).isEqualTo(2);
        assertThat(err.toString()).contains("on", "off", "maybe");
        assertThat(api.requests()).isEmpty();
    }

    private static String bounds(boolean enabled, int most) {
        return "{\"enabled\": %s, \"mostPerHour\": %d, \"actedInLastHour\": 3, \"withheldInLastHour\": 2}"
                .formatted(enabled, most);
    }

    private int run(String... options) throws IOException {
        Path token = Files.writeString(dir.resolve("admin-token"), "tg_token_1");
        var arguments = new ArrayList<>(List.of("rules", "actions"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("--api", api.address(), "--token-file", token.toString()));
        return Tollgate.line()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }
}
