package io.tollgate.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretPlaceTest {
    private static final Path USUAL = Path.of("data/pepper");

    @Test
    void isTheUsualFileOrTheOneThatIsNamed() {
        SecretPlace usual = place(Map.of());
        assertThat(usual.inFile()).contains(USUAL);
        assertThat(usual.given()).isEmpty();
        assertThat(usual).hasToString(USUAL.toString());

        SecretPlace named = place(Map.of("TOLLGATE_EDGE_PEPPER_FILE", "/etc/pepper"));
        assertThat(named.inFile()).contains(Path.of("/etc/pepper"));
    }

    @Test
    void isTheVariableThatHoldsTheSecretWhichItDoesNotTell() {
        SecretPlace given = place(Map.of("TOLLGATE_EDGE_PEPPER", "hunter2"));

        assertThat(given.given()).contains("hunter2");
        assertThat(given.inFile()).isEmpty();
        assertThat(given).hasToString("TOLLGATE_EDGE_PEPPER");
    }

    @Test
    void answersWithTheSecretWhereverItIs(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("pepper"), "hunter2\n");

        assertThat(place(Map.of("TOLLGATE_EDGE_PEPPER", "hunter3")).text()).isEqualTo("hunter3");
        assertThat(place(Map.of("TOLLGATE_EDGE_PEPPER_FILE", file.toString())).text())
                .isEqualTo("hunter2\n");
        Files.delete(file);
        assertThatThrownBy(place(Map.of("TOLLGATE_EDGE_PEPPER_FILE", file.toString()))::text)
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(file.toString());
    }

    @Test
    void isNotBoth() {
        Map<String, String> both =
                Map.of("TOLLGATE_EDGE_PEPPER", "hunter2", "TOLLGATE_EDGE_PEPPER_FILE", "/x");

        assertThatThrownBy(() -> place(both))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("TOLLGATE_EDGE_PEPPER_FILE")
                .hasMessageNotContaining("hunter2");
    }

    private static SecretPlace place(Map<String, String> environment) {
        SettingsReader reader = SettingsReader.of("edge", environment);
        SecretPlace place = SecretPlace.read(reader, "pepper", USUAL);
        reader.check();
        return place;
    }
}
