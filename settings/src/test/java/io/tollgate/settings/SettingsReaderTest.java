package io.tollgate.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    enum WhenFull {
        REFUSE,
        DROP
    }

    @Test
    void takesTheDefaultOfWhatIsNotSet() {
        var reader = SettingsReader.of("edge", Map.of());
        assertThat(reader.port("port", 8080)).isEqualTo(8080);
        assertThat(reader.duration("maxStateAge", HOUR, SECOND, HOUR)).isEqualTo(HOUR);
        assertThat(reader.list("trustedProxies", List.of())).isEmpty();
        reader.check();
    }

    @Test
    void namesVariablesAfterProgramAndSetting() {
        var reader =
                SettingsReader.of(
                        "edge",
                        Map.of(
                                "TOLLGATE_EDGE_MAX_STATE_AGE", "pt90s",
                                "TOLLGATE_EDGE_OUTBOX_WHEN_FULL", "drop",
                                "TOLLGATE_EDGE_TRUSTED_PROXIES", "10.0.0.0/8, 127.0.0.1"));
        assertThat(reader.duration("maxStateAge", HOUR, SECOND, HOUR))
                .isEqualTo(Duration.ofSeconds(90));
        assertThat(reader.choice("outbox.whenFull", WhenFull.REFUSE)).isEqualTo(WhenFull.DROP);
        assertThat(reader.list("trustedProxies", List.of()))
                .containsExactly("10.0.0.0/8", "127.0.0.1");
        reader.check();
    }

    @Test
    void theEnvironmentWinsOverTheFileAndTheFileOverTheDefault(@TempDir Path folder)
            throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("t.properties"),
                        "edge.port=81\nedge.privatePort=82\nadmin.port=83\n");
        var reader =
                SettingsReader.of(
                        "edge",
                        Map.of("TOLLGATE_CONFIG", file.toString(), "TOLLGATE_EDGE_PORT", "91"));
        assertThat(reader.port("port", 8080)).isEqualTo(91);
        assertThat(reader.port("privatePort", 8081)).isEqualTo(82);
        reader.check();
    }

    @Test
    void tellsAllErrorsAtOnceEachWithNameValueAndRule() {
        var reader =
                SettingsReader.of(
                        "edge",
                        Map.of(
                                "TOLLGATE_EDGE_PORT",
                                "70000",
                                "TOLLGATE_EDGE_MAX_STATE_AGE",
                                "soon"));
        reader.port("port", 8080);
        reader.duration("maxStateAge", HOUR, SECOND, HOUR);
        assertThatThrownBy(reader::check)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(
                        "TOLLGATE_EDGE_PORT=70000: must be a whole number from 0 to 65535")
                .hasMessageContaining(
                        "TOLLGATE_EDGE_MAX_STATE_AGE=soon: must be an ISO 8601 duration from PT1S to PT1H");
    }

    @Test
    void aMisspelledNameIsAnErrorThatListsTheRightOnes() {
        var reader = SettingsReader.of("edge", Map.of("TOLLGATE_EDGE_PROT", "81"));
        reader.port("port", 8080);
        assertThatThrownBy(reader::check)
                .hasMessage("TOLLGATE_EDGE_PROT: no such setting; there are TOLLGATE_EDGE_PORT");
    }

    @Test
    void anUnreadableFileIsNamed() {
        var reader = SettingsReader.of("edge", Map.of("TOLLGATE_CONFIG", "/nowhere/at.all"));
        assertThatThrownBy(reader::check).hasMessageContaining("TOLLGATE_CONFIG=/nowhere/at.all");
    }

    @Test
    void settingsOfOtherProgramsAreNotItsBusiness() {
        SettingsReader.of("edge", Map.of("TOLLGATE_ADMIN_PORT", "x", "PATH", "/bin")).check();
    }
}
