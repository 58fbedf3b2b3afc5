package io.tollgate.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.settings.FileModes;
import io.tollgate.settings.InvalidSettingsException;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EdgeProductionTest {
    private static final Pepper GOOD = new Pepper(random());
    private static final Pepper TYPED = new Pepper(new byte[32]);
    private static final FileModes CLOSED = _ -> PosixFilePermissions.fromString("rw-------");
    private static final FileModes OPEN = _ -> PosixFilePermissions.fromString("rw-r--r--");

    private final Map<String, String> settings =
            new HashMap<>(
                    Map.of(
                            "TOLLGATE_EDGE_PRODUCTION", "true",
                            "TOLLGATE_EDGE_BIND_ADDRESS", "127.0.0.1",
                            "TOLLGATE_EDGE_PEPPER_FILE", "/etc/tollgate/pepper"));

    @Test
    void tellsAllThatIsWeakAtOnceWithWhatIsRight() {
        settings.remove("TOLLGATE_EDGE_BIND_ADDRESS");
        settings.remove("TOLLGATE_EDGE_PEPPER_FILE");
        settings.put("TOLLGATE_EDGE_TRUSTED_PROXIES", "10.0.0.0/8, ::/0");
        settings.put("TOLLGATE_EDGE_ALLOWED_UPSTREAMS", "api:80, *:443");
        settings.put("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092");

        List<String> weak = weak(TYPED, OPEN);

        assertThat(weak).hasSize(8);
        assertSays(weak, "TOLLGATE_EDGE_BIND_ADDRESS=0.0.0.0", "TOLLGATE_EDGE_TLS_KEYSTORE");
        assertSays(weak, "TOLLGATE_EDGE_PRIVATE_BIND_ADDRESS=0.0.0.0", "name 127.0.0.1");
        assertSays(weak, "TOLLGATE_EDGE_PEPPER_FILE=data/edge/pepper", "keep it elsewhere");
        assertSays(weak, "TOLLGATE_EDGE_PEPPER_FILE=data/edge/pepper", "chmod 600");
        assertSays(weak, "TOLLGATE_EDGE_PEPPER_FILE=data/edge/pepper", "tollgate secrets");
        assertSays(weak, "TOLLGATE_EDGE_TRUSTED_PROXIES=", "proxies' own networks");
        assertSays(weak, "TOLLGATE_EDGE_ALLOWED_UPSTREAMS=*:443", "name the hosts");
        assertSays(weak, "KAFKA_SECURITY_PROTOCOL", "SASL_SSL");
    }

    @Test
    void startsBehindAProxyOnThisMachine() {
        assertThatCode(() -> check(GOOD, CLOSED)).doesNotThrowAnyException();
    }

    @Test
    void startsWithACertificateAndAPrivateDoorOfItsOwn() {
        settings.put("TOLLGATE_EDGE_BIND_ADDRESS", "0.0.0.0");
        settings.put("TOLLGATE_EDGE_TLS_KEYSTORE", "/etc/tollgate/tls.pem");
        settings.put("TOLLGATE_EDGE_PRIVATE_BIND_ADDRESS", "10.0.0.7");

        assertThatCode(() -> check(GOOD, CLOSED)).doesNotThrowAnyException();
        assertThat(weak(GOOD, OPEN))
                .as("the private key is a secret too")
                .anyMatch(said -> said.startsWith("TOLLGATE_EDGE_TLS_KEYSTORE="));
    }

    @Test
    void startsBehindAProxyElsewhereThatItIsToldOf() {
        settings.put("TOLLGATE_EDGE_BIND_ADDRESS", "10.0.0.7");
        settings.put("TOLLGATE_EDGE_PRIVATE_BIND_ADDRESS", "127.0.0.1");
        assertThat(weak(GOOD, CLOSED)).hasSize(1);

        settings.put("TOLLGATE_EDGE_BEHIND_TLS_PROXY", "true");
        assertThatCode(() -> check(GOOD, CLOSED)).doesNotThrowAnyException();
    }

    @Test
    void doesNotLetThePrivateDoorShareAnAddressThatClientsReach() {
        settings.put("TOLLGATE_EDGE_BIND_ADDRESS", "10.0.0.7");
        settings.put("TOLLGATE_EDGE_BEHIND_TLS_PROXY", "true");

        assertThat(weak(GOOD, CLOSED))
                .singleElement()
                .asString()
                .startsWith("TOLLGATE_EDGE_PRIVATE_BIND_ADDRESS=10.0.0.7");
    }

    @Test
    void passesOverEverythingWhereThisIsNotProduction() {
        EdgeSettings trial = EdgeSettings.from(Map.of());
        assertThatCode(() -> EdgeProduction.check(trial, TYPED, OPEN)).doesNotThrowAnyException();
    }

    private static void assertSays(List<String> weak, String wrong, String right) {
        assertThat(weak).anyMatch(said -> said.startsWith(wrong) && said.contains(right));
    }

    private List<String> weak(Pepper pepper, FileModes modes) {
        return catchThrowableOfType(InvalidSettingsException.class, () -> check(pepper, modes))
                .errors();
    }

    private void check(Pepper pepper, FileModes modes) {
        EdgeProduction.check(EdgeSettings.from(settings), pepper, modes);
    }

    private static byte[] random() {
        byte[] bytes = new byte[32];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
