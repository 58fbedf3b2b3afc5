package io.tollgate.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerSettingsTest {
    private static final Path DIRECTORY = Path.of("data");

    @Test
    void staysOnLoopbackAndFreePortsUnlessToldOtherwise() {
        assertThat(BrokerSettings.in(DIRECTORY))
                .isEqualTo(new BrokerSettings(DIRECTORY, "127.0.0.1", 0, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void refusesWhatIsNoPort(int port) {
        assertThatThrownBy(() -> BrokerSettings.in(DIRECTORY).listeningOn("localhost", port))
                .hasMessage("port must be between 0 and 65535, got " + port);
        assertThatThrownBy(() -> BrokerSettings.in(DIRECTORY).withControllerPort(port))
                .hasMessage("controllerPort must be between 0 and 65535, got " + port);
    }

    @Test
    void refusesOnePortForTwo() {
        var settings = BrokerSettings.in(DIRECTORY).listeningOn("localhost", 9092);

        assertThatThrownBy(() -> settings.withControllerPort(9092))
                .hasMessage("port and controllerPort must differ, both are 9092");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0.0.0.0", "::"})
    void refusesAHostThatNobodyCouldConnectTo(String host) {
        assertThatThrownBy(() -> BrokerSettings.in(DIRECTORY).listeningOn(host, 9092))
                .hasMessageContaining("\"" + host + "\"");
    }

    @Test
    void tellsClientsTheHostAndPortItIsBoundToAndKeepsTheControllerToItself() {
        var settings = BrokerSettings.in(DIRECTORY).listeningOn("::1", 9092);

        assertThat(BrokerConfig.of(settings, 9092, "127.0.0.1:9093"))
                .containsEntry("listeners", "PLAINTEXT://[::1]:9092,CONTROLLER://127.0.0.1:9093")
                .containsEntry("advertised.listeners", "PLAINTEXT://[::1]:9092")
                .containsEntry("controller.quorum.voters", "1@127.0.0.1:9093");
    }
}
