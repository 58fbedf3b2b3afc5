package io.tollgate.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.settings.InvalidSettingsException;
import io.tollgate.settings.KafkaConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeteringSettingsTest {
    @Test
    void hasADefaultForEverything() {
        assertThat(MeteringSettings.from(Map.of()))
                .isEqualTo(
                        new MeteringSettings(
                                KafkaConnection.to("localhost:9092"),
                                "tollgate.",
                                Path.of("data/metering"),
                                2,
                                1,
                                Duration.ofDays(1),
                                Duration.ofMillis(600),
                                Duration.ofSeconds(6),
                                "local",
                                6,
                                1,
                                "0.0.0.0",
                                8010));
    }

    @Test
    void readsEverySetting() {
        var environment =
                Map.ofEntries(
                        Map.entry("KAFKA_BOOTSTRAP_SERVERS", "kafka:1"),
                        Map.entry("TOLLGATE_METERING_TOPIC_PREFIX", "acme."),
                        Map.entry("TOLLGATE_METERING_STATE_DIR", "/state"),
                        Map.entry("TOLLGATE_METERING_THREADS", "4"),
                        Map.entry("TOLLGATE_METERING_STANDBY_REPLICAS", "0"),
                        Map.entry("TOLLGATE_METERING_GRACE", "PT2H"),
                        Map.entry("TOLLGATE_METERING_USAGE_INTERVAL", "PT0.5S"),
                        Map.entry("TOLLGATE_METERING_SESSION_TIMEOUT", "PT20S"),
                        Map.entry("TOLLGATE_METERING_INSTANCE", "two"),
                        Map.entry("TOLLGATE_METERING_REQUESTS_PARTITIONS", "12"),
                        Map.entry("TOLLGATE_METERING_REQUESTS_GENERATION", "2"),
                        Map.entry("TOLLGATE_METERING_BIND_ADDRESS", "127.0.0.1"),
                        Map.entry("TOLLGATE_METERING_PORT", "0"));

        assertThat(MeteringSettings.from(environment))
                .isEqualTo(
                        new MeteringSettings(
                                KafkaConnection.to("kafka:1"),
                                "acme.",
                                Path.of("/state"),
                                4,
                                0,
                                Duration.ofHours(2),
                                Duration.ofMillis(500),
                                Duration.ofSeconds(20),
                                "two",
                                12,
                                2,
                                "127.0.0.1",
                                0));
    }

    @Test
    void namesTheInstanceAfterItsHost() {
        assertThat(MeteringSettings.from(Map.of("HOSTNAME", "metering-0")).instance())
                .isEqualTo("metering-0");
    }

    @ParameterizedTest
    @CsvSource({
        "TOLLGATE_METERING_PORT,70000",
        "TOLLGATE_METERING_THREADS,0",
        "TOLLGATE_METERING_GRACE,a day",
        "TOLLGATE_METERING_SESSION_TIMEOUT,PT1S",
        "TOLLGATE_METERING_REQUESTS_PARTITIONS,0",
        "TOLLGATE_METERING_NO_SUCH_THING,1"
    })
    void namesTheVariableThatIsWrong(String variable, String value) {
        assertThatThrownBy(() -> MeteringSettings.from(Map.of(variable, value)))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(variable);
    }
}
