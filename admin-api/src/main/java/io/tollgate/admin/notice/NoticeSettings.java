package io.tollgate.admin.notice;

import io.tollgate.admin.security.WebhookUrl;
import io.tollgate.settings.SettingsReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Who is told what happens, and how.
 *
 * @param webhook where operators are told, if by webhook
 * @param webhookSecretFile the secret shared with that receiver; made if it is missing
 * @param mailTo where operators are told, if by mail
 * @param smtp how mail is sent, if at all
 * @param trustedCertificates authorities that may vouch for receivers and the mail server, besides
 *     those that Java trusts
 * @param internalWebhooks whether webhooks may go to internal addresses, and without TLS
 * @param quotas whether owners are told of quotas, for which all counting is followed
 * @param giveUpAfter how long delivery is tried
 */
public record NoticeSettings(
        Optional<URI> webhook,
        Path webhookSecretFile,
        Optional<String> mailTo,
        Optional<SmtpSettings> smtp,
        Optional<Path> trustedCertificates,
        boolean internalWebhooks,
        boolean quotas,
        Duration giveUpAfter) {
    private static final String MAILBOX_RULE = "must be an e-mail address such as ops@acme.example";
    private static final int SUBMISSION = 587;

    /** Reads the settings that concern notifications. */
    public static NoticeSettings read(SettingsReader reader, Path dataDir) {
        boolean internal = reader.flag("notify.internalWebhooks", false);
        Optional<URI> webhook = webhook(reader, internal);
        Optional<String> mailTo = mailbox(reader, "notify.mailTo");
        Optional<SmtpSettings> smtp = smtp(reader);
        if (mailTo.isPresent() && smtp.isEmpty()) {
            reader.reject("notify.mailTo", mailTo.get(), "needs notify.smtpHost");
        }
        return new NoticeSettings(
                webhook,
                reader.path("notify.webhookSecretFile", dataDir.resolve("webhook-secret")),
                mailTo,
                smtp,
                reader.text("notify.trustedCertificates").map(Path::of),
                internal,
                reader.flag("notify.quotas", webhook.isPresent() || smtp.isPresent()),
                reader.duration(
                        "notify.giveUpAfter",
                        Duration.ofDays(3),
                        Duration.ofMinutes(1),
                        Duration.ofDays(14)));
    }

    private static Optional<URI> webhook(SettingsReader reader, boolean internal) {
        Optional<String> text = reader.text("notify.webhook");
        Optional<URI> url =
                text.flatMap(WebhookUrl::parse)
                        .filter(given -> internal || "https".equalsIgnoreCase(given.getScheme()));
        if (text.isPresent() && url.isEmpty()) {
            reader.reject(
                    "notify.webhook",
                    text.get(),
                    internal
                            ? WebhookUrl.RULE
                            : WebhookUrl.RULE + "; http only with notify.internalWebhooks");
        }
        return url;
    }

    private static Optional<SmtpSettings> smtp(SettingsReader reader) {
        Optional<String> host = reader.text("notify.smtpHost");
        Optional<String> user = reader.text("notify.smtpUser");
        Optional<Path> password = reader.text("notify.smtpPasswordFile").map(Path::of);
        Optional<String> from = mailbox(reader, "notify.mailFrom");
        int port = reader.port("notify.smtpPort", SUBMISSION);
        SmtpSettings.Tls tls = reader.choice("notify.smtpTls", SmtpSettings.Tls.STARTTLS);
        if (host.isEmpty()) {
            return Optional.empty();
        }
        if (from.isEmpty()) {
            reader.reject("notify.mailFrom", "", "is missing; mail needs a sender");
        }
        if (user.isPresent() != password.isPresent()) {
            reader.reject(
                    "notify.smtpUser",
                    user.orElse(""),
                    "goes together with notify.smtpPasswordFile");
        }
        return Optional.of(
                new SmtpSettings(host.get(), port, tls, user, password, from.orElse("")));
    }

    private static Optional<String> mailbox(SettingsReader reader, String setting) {
        return reader.parsed(
                setting,
                Optional.empty(),
                MAILBOX_RULE,
                text ->
                        text.matches("[^@\\s,;<>]+@[^@\\s,;<>]+")
                                ? Optional.of(Optional.of(text))
                                : Optional.empty());
    }
}
