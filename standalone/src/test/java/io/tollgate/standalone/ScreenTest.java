package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private final StringWriter written = new StringWriter();
    private final PrintWriter out = new PrintWriter(written);

    @Test
    void aTerminalIsWrittenOverAndGivenBackAsItWas() {
        try (var screen = new Screen.Terminal(out)) {
            screen.show("a\nb");
        }

        assertThat(written.toString())
                .isEqualTo(
                        "\033[?1049h\033[?25l\033[?7l"
                                + "\033[Ha\033[K\r\nb\033[K\033[J"
                                + "\033[?7h\033[?25h\033[?1049l");
    }

    @Test
    void aNameTellsATerminalNothing() {
        try (var screen = new Screen.Terminal(out)) {
            screen.show("edge\033[2J\u009b2J");
        }

        assertThat(written.toString()).contains("edge?[2J?2J\033[K");
    }

    @Test
    void aFileGetsTextAndNothingElse() {
        try (var screen = new Screen.Plain(out)) {
            screen.show("a\nb");
        }

        assertThat(written.toString()).isEqualTo("a\nb" + System.lineSeparator());
    }
}
