package io.tollgate.admin.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.settings.SettingsReader;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeakSettingsTest {
    @Test
    void isOffAndHasADefaultForEverything() {
        LeakSettings settings = from(Map.of());

        assertThat(settings.on()).isFalse();
        assertThat(settings)
                .isEqualTo(
                        new LeakSettings(
                                false,
                                false,
                                "127.0.0.1",
                                8001,
                                List.of(),
                                10,
                                URI.create(
                                        "https://api.github.com/meta/public_keys/secret_scanning"),
                                Duration.ofHours(1),
                                new LeakPolicy(
                                        LeakAction.REVOKE,
                                        LeakAction.REVOKE,
                                        LeakAction.SUSPEND,
                                        LeakAction.REVOKE,
                                        Duration.ofDays(3))));
    }

    @Test
    void takesEverythingFromTheEnvironment() {
        LeakSettings settings =
                from(
                        Map.ofEntries(
                                Map.entry("TOLLGATE_ADMIN_LEAKS_GITHUB", "true"),
                                Map.entry("TOLLGATE_ADMIN_LEAKS_FORM", "true"),
                                Map.entry("TOLLGATE_ADMIN_LEAKS_BIND_ADDRESS", "0.0.0.0"),
                                Map.entry("TOLLGATE_ADMIN_LEAKS_PORT", "0"),
                                Map.entry(
                                        "TOLLGATE_ADMIN_LEAKS_TRUSTED_PROXIES",
                                        "10.0.0.1, ::1/128"),
                                Map.entry("TOLLGATE_ADMIN_LEAKS_REPORTS_PER_MINUTE", "3"),
                                Map.entry(
                                        "TOLLGATE_ADMIN_LEAKS_GITHUB_KEYS_URL",
                                        "http://127.0.0.1:9/keys"),
                                Map.entry("TOLLGATE_ADMIN_LEAKS_GITHUB_KEYS_GOOD_FOR", "PT5M"),
                                Map.entry("TOLLGATE_ADMIN_LEAKS_GITHUB_LIVE", "suspend"),
                                Map.entry("TOLLGATE_ADMIN_LEAKS_GITHUB_TEST", "suspend"),
                                Map.entry("TOLLGATE_ADMIN_LEAKS_FORM_LIVE", "revoke"),
                                Map.entry("TOLLGATE_ADMIN_LEAKS_FORM_TEST", "suspend"),
                                Map.entry("TOLLGATE_ADMIN_LEAKS_SUSPEND_FOR", "PT1H")));

        assertThat(settings)
                .isEqualTo(
                        new LeakSettings(
                                true,
                                true,
                                "0.0.0.0",
                                0,
                                List.of(Network.parse("10.0.0.1"), Network.parse("::1/128")),
                                3,
                                URI.create("http://127.0.0.1:9/keys"),
                                Duration.ofMinutes(5),
                                new LeakPolicy(
                                        LeakAction.SUSPEND,
                                        LeakAction.SUSPEND,
                                        LeakAction.REVOKE,
                                        LeakAction.SUSPEND,
                                        Duration.ofHours(1))));
        assertThat(settings.on()).isTrue();
    }

    @Test
    void namesWhatIsWrong() {
        assertThatThrownBy(() ->
                        from(
                                Map.of(
                                        "TOLLGATE_ADMIN_LEAKS_GITHUB_KEYS_URL",
                                        "http://example.com/keys",
                                        "TOLLGATE_ADMIN_LEAKS_TRUSTED_PROXIES",
                                        "proxy.example",
                                        "TOLLGATE_ADMIN_LEAKS_FORM_LIVE",
                                        "delete")))
                .hasMessageContaining("TOLLGATE_ADMIN_LEAKS_GITHUB_KEYS_URL")
                .hasMessageContaining("must be an https address")
                .hasMessageContaining("TOLLGATE_ADMIN_LEAKS_TRUSTED_PROXIES")
                .hasMessageContaining("TOLLGATE_ADMIN_LEAKS_FORM_LIVE=delete: must be one of");
    }

    private static LeakSettings from(Map<String, String> environment) {
        SettingsReader reader = SettingsReader.of("admin", environment);
        LeakSettings settings = LeakSettings.from(reader);
        reader.check();
        return settings;
    }
}
