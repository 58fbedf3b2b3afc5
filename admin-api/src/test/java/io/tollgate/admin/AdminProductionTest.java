package io.tollgate.admin;

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
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdminProductionTest {
    private static final Pepper TYPED = new Pepper(new byte[32]);

    private static final FileModes CLOSED = _ -> PosixFilePermissions.fromString("rw-------");
    private static final FileModes OPEN = _ -> PosixFilePermissions.fromString("rw-r--r--");

    private final Map<String, String> settings =
            new HashMap<>(
                    Map.of(
                            "TOLLGATE_ADMIN_PRODUCTION", "true",
                            "TOLLGATE_ADMIN_PEPPER_FILE", "/etc/tollgate/pepper",
                            "TOLLGATE_ADMIN_MASTER_KEY_FILE", "/etc/tollgate/master-key"));

    @Test
    void tellsAllThatIsWeakAtOnceWithWhatIsRight() {
        settings.remove("TOLLGATE_ADMIN_PEPPER_FILE");
        settings.remove("TOLLGATE_ADMIN_MASTER_KEY_FILE");
        settings.put("TOLLGATE_ADMIN_BIND_ADDRESS", "0.0.0.0");
        settings.put("TOLLGATE_ADMIN_ADVERTISED_URL", "http://10.0.0.7:8000");
        settings.put("TOLLGATE_ADMIN_LEAKS_BIND_ADDRESS", "0.0.0.0");
        settings.put("TOLLGATE_ADMIN_LEAKS_TRUSTED_PROXIES", "0.0.0.0/0");
        settings.put("TOLLGATE_ADMIN_CLAIMS_ADDRESS", "http://keys.example/claim");
        settings.put("TOLLGATE_ADMIN_NOTIFY_SMTP_HOST", "mail.example");
        settings.put("TOLLGATE_ADMIN_NOTIFY_SMTP_TLS", "none");
        settings.put("TOLLGATE_ADMIN_NOTIFY_MAIL_FROM", "tollgate@acme.example");
        settings.put("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092");

        List<String> weak = weak(true, CLOSED);

        assertThat(weak).hasSize(10);
        assertSays(weak, "TOLLGATE_ADMIN_BIND_ADDRESS=0.0.0.0", "TOLLGATE_ADMIN_BEHIND_TLS_PROXY");
        assertSays(weak, "TOLLGATE_ADMIN_ADVERTISED_URL=http://10.0.0.7:8000", "https");
        assertSays(weak, "TOLLGATE_ADMIN_LEAKS_BIND_ADDRESS=0.0.0.0", "bind 127.0.0.1");
        assertSays(weak, "TOLLGATE_ADMIN_LEAKS_TRUSTED_PROXIES=", "proxies' own networks");
        assertSays(weak, "TOLLGATE_ADMIN_CLAIMS_ADDRESS=http://keys.example/claim", "https");
        assertSays(weak, "TOLLGATE_ADMIN_NOTIFY_SMTP_TLS=none", "starttls");
        assertSays(weak, "TOLLGATE_ADMIN_PEPPER_FILE=data/admin/pepper", "elsewhere");
        assertSays(weak, "TOLLGATE_ADMIN_PEPPER_FILE=data/admin/pepper", "tollgate secrets");
        assertSays(weak, "TOLLGATE_ADMIN_MASTER_KEY_FILE=data/admin/master-key", "elsewhere");
        assertSays(weak, "KAFKA_SECURITY_PROTOCOL", "SASL_SSL");
    }

    @Test
    void refusesSecretsThatEverybodyMayRead() {
        assertThat(weak(false, OPEN))
                .hasSize(4)
                .allMatch(said -> said.contains("chmod 600"))
                .anyMatch(said -> said.startsWith("TOLLGATE_ADMIN_TOKEN_FILE="));
    }

    @Test
    void startsBehindAProxyHereOrElsewhere() {
        assertThatCode(() -> check(false, CLOSED)).doesNotThrowAnyException();

        settings.put("TOLLGATE_ADMIN_BIND_ADDRESS", "0.0.0.0");
        assertThat(weak(false, CLOSED)).hasSize(1);

        settings.put("TOLLGATE_ADMIN_BEHIND_TLS_PROXY", "true");
        assertThatCode(() -> check(false, CLOSED)).doesNotThrowAnyException();
    }

    @Test
    void doesNotMindAListenerThatIsNotOpened() {
        settings.put("TOLLGATE_ADMIN_LEAKS_BIND_ADDRESS", "0.0.0.0");
        assertThatCode(() -> check(false, CLOSED)).doesNotThrowAnyException();

        settings.put("TOLLGATE_ADMIN_LEAKS_FORM", "true");
        assertThat(weak(false, CLOSED)).hasSize(1);
    }

    @Test
    void passesOverEverythingWhereThisIsNotProduction() {
        AdminSettings trial = AdminSettings.from(Map.of("TOLLGATE_ADMIN_BIND_ADDRESS", "0.0.0.0"));
        assertThatCode(() -> AdminProduction.check(trial, Optional.of(TYPED), OPEN))
                .doesNotThrowAnyException();
    }

    private static void assertSays(List<String> weak, String wrong, String right) {
        assertThat(weak).anyMatch(said -> said.startsWith(wrong) && said.contains(right));
    }

    private List<String> weak(boolean guessablePepper, FileModes modes) {
        return catchThrowableOfType(
                        InvalidSettingsException.class, () -> check(guessablePepper, modes))
                .errors();
    }

    private void check(boolean guessablePepper, FileModes modes) {
        AdminProduction.check(
                AdminSettings.from(settings),
                guessablePepper ? Optional.of(TYPED) : Optional.empty(),
                modes);
    }
}
