package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RulesActionsCommandIT extends ShellFixture {
    @Test
    void showsHowOftenRulesActed() throws IOException {
        api.answering(200, bounds(true, 100));

        assertThat(actions()).as(err.toString()).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "automatic actions are on",
                        "in the last hour: 3 done, of at most 100; 2 withheld");
    }

    @Test
    void switchesThemOffAndLeavesTheRestAsItIs() throws IOException {
        api.answering(200, bounds(true, 20)).answering(200, bounds(false, 20));

        assertThat(actions("off")).as(err.toString()).isZero();

        assertThat(out.toString()).startsWith("automatic actions are OFF");
        assertThat(api.bodies().getLast()).contains("\"enabled\":false", "\"mostPerHour\":20");
    }

    @Test
    void boundsThemAndLeavesTheSwitchAsItIs() throws IOException {
        api.answering(200, bounds(false, 20)).answering(200, bounds(false, 5));

        assertThat(actions("--most-per-hour", "5")).as(err.toString()).isZero();

        assertThat(api.bodies().getLast()).contains("\"enabled\":false", "\"mostPerHour\":5");
    }

    @Test
    void refusesWhatIsNeitherOnNorOff() throws IOException {
        assertThat(actions("maybe")).isEqualTo(2);
        assertThat(err.toString()).contains("on", "off", "maybe");
        assertThat(api.requests()).isEmpty();
    }

    private static String bounds(boolean enabled, int most) {
        return "{\"enabled\": %s, \"mostPerHour\": %d, \"actedInLastHour\": 3, \"withheldInLastHour\": 2}"
                .formatted(enabled, most);
    }

    private int actions(String... options) {
        Stream<String> words = Stream.concat(Stream.of("rules", "actions"), Stream.of(options));
        return run(words.toArray(String[]::new));
    }
}
