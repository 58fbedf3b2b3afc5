package io.tollgate.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeakChoicesTest {
    private static final Production PRODUCTION = new Production(true, false);
    private static final Path DATA = Path.of("/data/edge");

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "localhost", "LocalHost", "::1", "[::1]"})
    void letsPlainHttpBeOnThisMachine(String address) {
        WeakChoices weak = weak("rw-------");
        weak.plainHttp("bindAddress", address, "keys", "");
        assertThat(weak.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "::",
                "",
                "10.0.0.1",
                "2001:db8::1",
                "localhost.example",
                "1270.0.1"
            })
    void refusesPlainHttpBeyondThisMachineAndSaysWhatIsRight(String address) {
        WeakChoices weak = weak("rw-------");
        weak.plainHttp("bindAddress", address, "keys", "set TOLLGATE_EDGE_X, ");

        assertThat(weak.all())
                .containsExactly(
                        "TOLLGATE_EDGE_BIND_ADDRESS="
                                + address
                                + ": keys would cross the network in clear text; set TOLLGATE_EDGE_X, bind 127.0.0.1 behind a proxy on this machine that terminates TLS, or say TOLLGATE_EDGE_BEHIND_TLS_PROXY=true if one elsewhere does and nobody gets past it");
    }

    @Test
    void takesTheOperatorsWordForAProxy() {
        var weak = new WeakChoices("edge", new Production(true, true), _ -> Set.of());
        weak.plainHttp("bindAddress", "0.0.0.0", "keys", "");
        assertThat(weak.all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, true",
        "::, true",
        "[::], true",
        "0:0:0:0:0:0:0:0, true",
        "'', true",
        "::1, false",
        "127.0.0.1, false",
        "10.0.0.0, false"
    })
    void knowsWhatMeansEveryAddress(String address, boolean every) {
        assertThat(WeakChoices.isEveryAddress(address)).isEqualTo(every);
    }

    @ParameterizedTest
    @CsvSource({
        "rw-------, false",
        "r--r-----, false",
        "rw-r--r--, true",
        "rw-----w-, true",
        "--------x, true"
    })
    void refusesASecretThatEverybodyMayUse(String mode, boolean refused) {
        WeakChoices weak = weak(mode);
        weak.secret("pepperFile", Path.of("/etc/pepper"));

        assertThat(weak.all()).hasSize(refused ? 1 : 0);
        assertThat(weak.all())
                .allMatch(said -> said.startsWith("TOLLGATE_EDGE_PEPPER_FILE=/etc/pepper: "))
                .allMatch(said -> said.contains("chmod 600"));
    }

    @ParameterizedTest
    @CsvSource({
        "/data/edge/pepper, true",
        "/data/edge/deep/pepper, true",
        "/data/other/../edge/pepper, true",
        "/data/pepper, false",
        "/data/edge-2/pepper, false"
    })
    void refusesASecretThatLiesWithWhatItProtects(String file, boolean refused) {
        WeakChoices weak = weak("rw-------");
        var place = new SecretPlace(file, Optional.empty(), Path.of(file));
        weak.secretApartFrom(DATA, "pepper", place, "keep it elsewhere");

        assertThat(weak.all()).hasSize(refused ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:9092, '', false",
        "'127.0.0.1:9092, [::1]:9093', '', false",
        "kafka:9092, '', true",
        "'localhost:9092,kafka:9092', '', true",
        "kafka:9092, SASL_SSL, false",
        "kafka:9092, PLAINTEXT, false"
    })
    void wantsToBeToldWhoProtectsKafka(String servers, String protocol, boolean refused) {
        WeakChoices weak = weak("rw-------");
        weak.kafka(
                new KafkaConnection(
                        protocol.isEmpty()
                                ? Map.of("bootstrap.servers", servers)
                                : Map.of(
                                        "bootstrap.servers", servers,
                                        "security.protocol", protocol)));

        assertThat(weak.all()).hasSize(refused ? 1 : 0);
        assertThat(weak.all()).allMatch(said -> said.startsWith("KAFKA_SECURITY_PROTOCOL"));
    }

    @Test
    void tellsEverythingAtOnce() {
        WeakChoices weak = weak("rw-r--r--");
        assertThatCode(weak::check).doesNotThrowAnyException();
        weak.plainHttp("bindAddress", "0.0.0.0", "keys", "");
        weak.secret("pepperFile", Path.of("/etc/pepper"));

        assertThatThrownBy(weak::check)
                .isInstanceOfSatisfying(
                        InvalidSettingsException.class,
                        e -> assertThat(e.errors()).isEqualTo(weak.all()).hasSize(2))
                .hasMessageStartingWith("TOLLGATE_EDGE_PRODUCTION=true")
                .message()
                .satisfies(text ->
                        assertThat(text.lines().skip(1)).containsExactlyElementsOf(weak.all()));
    }

    @Test
    void isOffUnlessItIsSaidOtherwise() {
        SettingsReader nothing = SettingsReader.of("edge", Map.of());
        assertThat(Production.read(nothing)).isEqualTo(Production.OFF);
        SettingsReader both =
                SettingsReader.of(
                        "edge",
                        Map.of(
                                "TOLLGATE_EDGE_PRODUCTION",
                                "true",
                                "TOLLGATE_EDGE_BEHIND_TLS_PROXY",
                                "true"));
        assertThat(Production.read(both)).isEqualTo(new Production(true, true));
        assertThatCode(both::check).doesNotThrowAnyException();
    }

    private static WeakChoices weak(String mode) {
        return new WeakChoices("edge", PRODUCTION, _ -> PosixFilePermissions.fromString(mode));
    }
}
