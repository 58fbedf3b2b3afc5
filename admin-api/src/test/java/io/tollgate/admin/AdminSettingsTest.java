package io.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.admin.audit.AuditSettings;
import io.tollgate.admin.leak.LeakSettings;
import io.tollgate.admin.notice.NoticeSettings;
import io.tollgate.admin.notice.SmtpSettings;
import io.tollgate.admin.oidc.OidcRoles;
import io.tollgate.admin.oidc.OidcSettings;
import io.tollgate.schemas.Role;
import io.tollgate.settings.KafkaConnection;
import io.tollgate.settings.Production;
import io.tollgate.settings.SecretPlace;
import io.tollgate.settings.SettingsReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdminSettingsTest {
    private static final Map.Entry<String, String> FORM_ON =
            Map.entry("TOLLGATE_ADMIN_LEAKS_FORM", "true");

    @Test
    void hasADefaultForEverything() {
        assertThat(AdminSettings.from(Map.of()))
                .isEqualTo(
                        new AdminSettings(
                                "127.0.0.1",
                                8000,
                                Optional.empty(),
                                Path.of("data/admin"),
                                inFile("data/admin/pepper"),
                                Path.of("data/admin/admin-token"),
                                inFile("data/admin/master-key"),
                                Path.of("data/admin/break-glass"),
                                Optional.empty(),
                                "tollgate.",
                                "tg",
                                "admin-1",
                                Duration.ofMinutes(5),
                                LeakSettings.from(SettingsReader.of("admin", Map.of())),
                                Optional.empty(),
                                1,
                                new AuditSettings(
                                        Duration.ofMinutes(5),
                                        Path.of("data/admin/audit-heads"),
                                        Path.of("data/admin/audit-key")),
                                new NoticeSettings(
                                        Optional.empty(),
                                        Path.of("data/admin/webhook-secret"),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        false,
                                        false,
                                        Duration.ofDays(3)),
                                Production.OFF,
                                KafkaConnection.to("localhost:9092")));
    }

    @Test
    void takesEverythingFromTheEnvironment() {
        assertThat(
                        AdminSettings.from(
                                Map.ofEntries(
                                        Map.entry("TOLLGATE_ADMIN_BIND_ADDRESS", "0.0.0.0"),
                                        Map.entry("TOLLGATE_ADMIN_PORT", "0"),
                                        Map.entry(
                                                "TOLLGATE_ADMIN_ADVERTISED_URL",
                                                "https://admin-2.example/gate/"),
                                        Map.entry("TOLLGATE_ADMIN_PRODUCTION", "true"),
                                        Map.entry("TOLLGATE_ADMIN_BEHIND_TLS_PROXY", "true"),
                                        Map.entry("TOLLGATE_ADMIN_DATA_DIR", "/d"),
                                        Map.entry("TOLLGATE_ADMIN_PEPPER_FILE", "/p"),
                                        Map.entry("TOLLGATE_ADMIN_TOKEN_FILE", "/t"),
                                        Map.entry("TOLLGATE_ADMIN_MASTER_KEY_FILE", "/m"),
                                        Map.entry("TOLLGATE_ADMIN_BREAK_GLASS_FILE", "/b"),
                                        Map.entry(
                                                "TOLLGATE_ADMIN_OIDC_ISSUER",
                                                "https://id.example/realms/acme"),
                                        Map.entry("TOLLGATE_ADMIN_OIDC_AUDIENCE", "tollgate"),
                                        Map.entry("TOLLGATE_ADMIN_OIDC_ROLE_CLAIM", "groups"),
                                        Map.entry(
                                                "TOLLGATE_ADMIN_OIDC_ROLES",
                                                "gate=keepers=key-manager, sec=SECURITY"),
                                        Map.entry("TOLLGATE_ADMIN_TOPIC_PREFIX", "x."),
                                        Map.entry("TOLLGATE_ADMIN_BRAND", "acme"),
                                        Map.entry("TOLLGATE_ADMIN_INSTANCE", "two"),
                                        Map.entry("TOLLGATE_ADMIN_FORGET_EDGES_AFTER", "PT1M"),
                                        FORM_ON,
                                        Map.entry(
                                                "TOLLGATE_ADMIN_CLAIMS_ADDRESS",
                                                "https://keys.example/claim"),
                                        Map.entry("TOLLGATE_ADMIN_REQUESTS_GENERATION", "2"),
                                        Map.entry("TOLLGATE_ADMIN_AUDIT_HEADS_EVERY", "PT1H"),
                                        Map.entry("TOLLGATE_ADMIN_AUDIT_HEADS_FILE", "/h"),
                                        Map.entry("TOLLGATE_ADMIN_AUDIT_KEY_FILE", "/k"),
                                        Map.entry(
                                                "TOLLGATE_ADMIN_NOTIFY_WEBHOOK",
                                                "https://hooks.example/tollgate"),
                                        Map.entry(
                                                "TOLLGATE_ADMIN_NOTIFY_WEBHOOK_SECRET_FILE", "/w"),
                                        Map.entry(
                                                "TOLLGATE_ADMIN_NOTIFY_MAIL_TO",
                                                "ops@acme.example"),
                                        Map.entry(
                                                "TOLLGATE_ADMIN_NOTIFY_MAIL_FROM",
                                                "tollgate@acme.example"),
                                        Map.entry(
                                                "TOLLGATE_ADMIN_NOTIFY_SMTP_HOST", "mail.example"),
                                        Map.entry("TOLLGATE_ADMIN_NOTIFY_SMTP_PORT", "465"),
                                        Map.entry("TOLLGATE_ADMIN_NOTIFY_SMTP_TLS", "implicit"),
                                        Map.entry("TOLLGATE_ADMIN_NOTIFY_SMTP_USER", "tollgate"),
                                        Map.entry("TOLLGATE_ADMIN_NOTIFY_SMTP_PASSWORD_FILE", "/s"),
                                        Map.entry(
                                                "TOLLGATE_ADMIN_NOTIFY_INTERNAL_WEBHOOKS", "true"),
                                        Map.entry(
                                                "TOLLGATE_ADMIN_NOTIFY_TRUSTED_CERTIFICATES",
                                                "/authorities.pem"),
                                        Map.entry("TOLLGATE_ADMIN_NOTIFY_QUOTAS", "false"),
                                        Map.entry("TOLLGATE_ADMIN_NOTIFY_GIVE_UP_AFTER", "P1D"),
                                        Map.entry("KAFKA_BOOTSTRAP_SERVERS", "k:1"))))
                .isEqualTo(
                        new AdminSettings(
                                "0.0.0.0",
                                0,
                                Optional.of(URI.create("https://admin-2.example/gate")),
                                Path.of("/d"),
                                inFile("/p"),
                                Path.of("/t"),
                                inFile("/m"),
                                Path.of("/b"),
                                Optional.of(
                                        new OidcSettings(
                                                URI.create("https://id.example/realms/acme"),
                                                "tollgate",
                                                new OidcRoles(
                                                        "groups",
                                                        Map.of(
                                                                "gate=keepers",
                                                                Role.KEY_MANAGER,
                                                                "sec",
                                                                Role.SECURITY)))),
                                "x.",
                                "acme",
                                "two",
                                Duration.ofMinutes(1),
                                LeakSettings.from(
                                        SettingsReader.of("admin", Map.ofEntries(FORM_ON))),
                                Optional.of(URI.create("https://keys.example/claim")),
                                2,
                                new AuditSettings(
                                        Duration.ofHours(1), Path.of("/h"), Path.of("/k")),
                                new NoticeSettings(
                                        Optional.of(URI.create("https://hooks.example/tollgate")),
                                        Path.of("/w"),
                                        Optional.of("ops@acme.example"),
                                        Optional.of(
                                                new SmtpSettings(
                                                        "mail.example",
                                                        465,
                                                        SmtpSettings.Tls.IMPLICIT,
                                                        Optional.of("tollgate"),
                                                        Optional.of(Path.of("/s")),
                                                        "tollgate@acme.example")),
                                        Optional.of(Path.of("/authorities.pem")),
                                        true,
                                        false,
                                        Duration.ofDays(1)),
                                new Production(true, true),
                                KafkaConnection.to("k:1")));
    }

    @Test
    void secretsAreInTheDataDirectoryUnlessTheyHaveFilesOfTheirOwn() {
        var settings = AdminSettings.from(Map.of("TOLLGATE_ADMIN_DATA_DIR", "/d"));

        assertThat(settings.pepper().file()).isEqualTo(Path.of("/d/pepper"));
        assertThat(settings.tokenFile()).isEqualTo(Path.of("/d/admin-token"));
        assertThat(settings.masterKey().file()).isEqualTo(Path.of("/d/master-key"));
    }

    @Test
    void notificationsNeedWhatTheyAreSentWith() {
        assertThatThrownBy(() ->
                        AdminSettings.from(
                                Map.of(
                                        "TOLLGATE_ADMIN_NOTIFY_WEBHOOK", "http://hooks.example",
                                        "TOLLGATE_ADMIN_NOTIFY_SMTP_HOST", "mail.example",
                                        "TOLLGATE_ADMIN_NOTIFY_SMTP_USER", "tollgate")))
                .hasMessageContaining("http only with notify.internalWebhooks")
                .hasMessageContaining("TOLLGATE_ADMIN_NOTIFY_MAIL_FROM=: is missing")
                .hasMessageContaining("goes together with notify.smtpPasswordFile");
        assertThatThrownBy(() ->
                        AdminSettings.from(
                                Map.of("TOLLGATE_ADMIN_NOTIFY_MAIL_TO", "ops@acme.example")))
                .hasMessageContaining("needs notify.smtpHost");
    }

    @Test
    void idTokensNeedToBeForUsAndToComeToARole() {
        assertThatThrownBy(() ->
                        AdminSettings.from(
                                Map.of("TOLLGATE_ADMIN_OIDC_ISSUER", "https://id.example")))
                .hasMessageContaining("TOLLGATE_ADMIN_OIDC_AUDIENCE=: must be the client id")
                .hasMessageContaining("TOLLGATE_ADMIN_OIDC_ROLES=: must say which value");
        assertThatThrownBy(() ->
                        AdminSettings.from(
                                Map.of(
                                        "TOLLGATE_ADMIN_OIDC_ISSUER", "http://id.example",
                                        "TOLLGATE_ADMIN_OIDC_ROLES", "a=root")))
                .hasMessageContaining(
                        "TOLLGATE_ADMIN_OIDC_ISSUER=http://id.example: must be an https")
                .hasMessageContaining("TOLLGATE_ADMIN_OIDC_ROLES=a=root: must be value=role");
    }

    @Test
    void namesEveryVariableThatIsWrong() {
        assertThatThrownBy(() ->
                        AdminSettings.from(
                                Map.of(
                                        "TOLLGATE_ADMIN_PORT", "70000",
                                        "TOLLGATE_ADMIN_BRAND", "T_G",
                                        "TOLLGATE_ADMIN_TOPIC_PREFIX", "a b",
                                        "TOLLGATE_ADMIN_COLOUR", "red")))
                .hasMessageContaining("TOLLGATE_ADMIN_PORT=70000: must be a whole number")
                .hasMessageContaining("TOLLGATE_ADMIN_BRAND=T_G: must be 1 to 16")
                .hasMessageContaining("TOLLGATE_ADMIN_TOPIC_PREFIX=a b: must match")
                .hasMessageContaining("TOLLGATE_ADMIN_COLOUR: no such setting");
    }

    private static SecretPlace inFile(String file) {
        return new SecretPlace(file, Optional.empty(), Path.of(file));
    }
}
