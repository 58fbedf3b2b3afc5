package io.tollgate.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.edge.door.AllowedUpstreams;
import io.tollgate.edge.door.ClientBounds;
import io.tollgate.edge.door.Listening;
import io.tollgate.edge.door.TlsFiles;
import io.tollgate.edge.outbox.OutboxSettings;
import io.tollgate.edge.table.SourceRange;
import io.tollgate.schemas.credentials.KeyForm;
import io.tollgate.settings.InvalidSettingsException;
import io.tollgate.settings.KafkaConnection;
import io.tollgate.settings.Production;
import io.tollgate.settings.SecretPlace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EdgeSettingsTest {
    @Test
    void hasADefaultForEverything() {
        Path data = Path.of("data", "edge");

        assertThat(EdgeSettings.from(Map.of()))
                .isEqualTo(
                        new EdgeSettings(
                                "edge",
                                new Listening(
                                        "0.0.0.0",
                                        "0.0.0.0",
                                        8080,
                                        8081,
                                        null,
                                        16_384,
                                        Duration.ofSeconds(30),
                                        20_000,
                                        ClientBounds.DEFAULT),
                                data,
                                inFile(data.resolve("pepper")),
                                KeyForm.DEFAULT,
                                "tollgate.",
                                List.of(),
                                AllowedUpstreams.LOOPBACK,
                                Duration.ofMinutes(5),
                                false,
                                OutboxSettings.in(data.resolve("outbox")),
                                10_000,
                                200_000,
                                Duration.ZERO,
                                Duration.ofSeconds(10),
                                6,
                                1,
                                Production.OFF,
                                KafkaConnection.to("localhost:9092")));
    }

    @Test
    void readsEverySetting() {
        var environment =
                Map.ofEntries(
                        Map.entry("TOLLGATE_EDGE_NAME", "north"),
                        Map.entry("TOLLGATE_EDGE_BIND_ADDRESS", "127.0.0.1"),
                        Map.entry("TOLLGATE_EDGE_PRIVATE_BIND_ADDRESS", "10.0.0.1"),
                        Map.entry("TOLLGATE_EDGE_PRODUCTION", "true"),
                        Map.entry("TOLLGATE_EDGE_BEHIND_TLS_PROXY", "true"),
                        Map.entry("TOLLGATE_EDGE_PORT", "81"),
                        Map.entry("TOLLGATE_EDGE_PRIVATE_PORT", "82"),
                        Map.entry("TOLLGATE_EDGE_TLS_KEYSTORE", "/k"),
                        Map.entry("TOLLGATE_EDGE_TLS_PASSWORD_FILE", "/w"),
                        Map.entry("TOLLGATE_EDGE_MAX_REQUEST_HEADER_BYTES", "4096"),
                        Map.entry("TOLLGATE_EDGE_IDLE_TIMEOUT", "PT5S"),
                        Map.entry("TOLLGATE_EDGE_MAX_OPEN", "7"),
                        Map.entry("TOLLGATE_EDGE_DATA_DIR", "/d"),
                        Map.entry("TOLLGATE_EDGE_PEPPER_FILE", "/p"),
                        Map.entry("TOLLGATE_EDGE_BRAND", "acme"),
                        Map.entry("TOLLGATE_EDGE_TOPIC_PREFIX", "x."),
                        Map.entry("TOLLGATE_EDGE_TRUSTED_PROXIES", "10.0.0.0/8, ::1"),
                        Map.entry("TOLLGATE_EDGE_ALLOWED_UPSTREAMS", "api:80, *.Example.com"),
                        Map.entry("TOLLGATE_EDGE_MAX_STATE_AGE", "PT1M"),
                        Map.entry("TOLLGATE_EDGE_LEGACY_RATE_LIMIT_HEADERS", "true"),
                        Map.entry("TOLLGATE_EDGE_OUTBOX_MAX_EVENTS", "8"),
                        Map.entry("TOLLGATE_EDGE_OUTBOX_MAX_BYTES", "9000"),
                        Map.entry("TOLLGATE_EDGE_OUTBOX_WHEN_FULL", "drop"),
                        Map.entry("TOLLGATE_EDGE_OUTBOX_SYNC", "batch"),
                        Map.entry("TOLLGATE_EDGE_MAX_HELD", "10"),
                        Map.entry("TOLLGATE_EDGE_KEYS_ON_HEAP", "11"),
                        Map.entry("TOLLGATE_EDGE_DRAIN_DELAY", "PT7S"),
                        Map.entry("TOLLGATE_EDGE_DRAIN_TIMEOUT", "PT3S"),
                        Map.entry("TOLLGATE_EDGE_REQUESTS_PARTITIONS", "12"),
                        Map.entry("TOLLGATE_EDGE_REQUESTS_GENERATION", "3"),
                        Map.entry("TOLLGATE_EDGE_CLIENT_PATIENCE", "PT3S"),
                        Map.entry("TOLLGATE_EDGE_MIN_CLIENT_BYTES_PER_SECOND", "0"),
                        Map.entry("TOLLGATE_EDGE_MAX_REQUEST_BODY_BYTES", "99"),
                        Map.entry("KAFKA_BOOTSTRAP_SERVERS", "k:1"));
        OutboxSettings usual = OutboxSettings.in(Path.of("/d/outbox"));

        assertThat(EdgeSettings.from(environment))
                .isEqualTo(
                        new EdgeSettings(
                                "north",
                                new Listening(
                                        "127.0.0.1",
                                        "10.0.0.1",
                                        81,
                                        82,
                                        new TlsFiles(Path.of("/k"), Path.of("/w")),
                                        4096,
                                        Duration.ofSeconds(5),
                                        7,
                                        new ClientBounds(Duration.ofSeconds(3), 0, 99)),
                                Path.of("/d"),
                                inFile(Path.of("/p")),
                                new KeyForm("acme"),
                                "x.",
                                List.of(SourceRange.parse("10.0.0.0/8"), SourceRange.parse("::1")),
                                new AllowedUpstreams(List.of("api:80", "*.example.com")),
                                Duration.ofMinutes(1),
                                true,
                                new OutboxSettings(
                                        usual.directory(),
                                        8,
                                        9000,
                                        OutboxSettings.WhenFull.DROP,
                                        true,
                                        usual.queued(),
                                        usual.refusalCells()),
                                10,
                                11,
                                Duration.ofSeconds(7),
                                Duration.ofSeconds(3),
                                12,
                                3,
                                new Production(true, true),
                                KafkaConnection.to("k:1")));
    }

    @Test
    void isCalledAsItsHostUnlessNamed() {
        assertThat(EdgeSettings.from(Map.of("HOSTNAME", "h")).name()).isEqualTo("h");
    }

    @ParameterizedTest
    @CsvSource({
        "PORT,70000",
        "BRAND,Has Blanks",
        "TOPIC_PREFIX,a/b",
        "TRUSTED_PROXIES,not-a-network",
        "MAX_STATE_AGE,soon",
        "OUTBOX_WHEN_FULL,explode",
        "OUTBOX_SYNC,always",
        "MAX_HELD,-1",
        "TLS_PASSWORD_FILE,/w",
        "NO_SUCH_SETTING,1"
    })
    void namesTheVariableThatIsWrong(String setting, String value) {
        assertThatThrownBy(() -> EdgeSettings.from(Map.of("TOLLGATE_EDGE_" + setting, value)))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("TOLLGATE_EDGE_" + setting);
    }

    private static SecretPlace inFile(Path file) {
        return new SecretPlace(file.toString(), Optional.empty(), file);
    }
}
