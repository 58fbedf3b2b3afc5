package io.tollgate.admin;

import io.tollgate.admin.notice.SmtpSettings;
import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.settings.FileModes;
import io.tollgate.settings.WeakChoices;
import java.util.Optional;

/** What the admin API must not be started with in production. */
final class AdminProduction {
    private AdminProduction() {}

    /**
     * Passes over everything unless the settings say that this is production.
     *
     * @param pepper empty if it is still to be made
     * @throws io.tollgate.settings.InvalidSettingsException naming every choice that is too weak
     */
    static void check(AdminSettings settings, Optional<Pepper> pepper, FileModes modes) {
        if (!settings.production().on()) {
            return;
        }
        var weak = new WeakChoices("admin", settings.production(), modes);
        weak.plainHttp("bindAddress", settings.bindAddress(), "operators' tokens", "");
        settings.advertisedUrl()
                .filter(url -> "http".equals(url.getScheme()))
                .filter(url -> !WeakChoices.isLoopback(url.getHost()))
                .ifPresent(url ->
                        weak.add(
                                "advertisedUrl",
                                url,
                                "other instances would send operators' tokens there in clear text; give it an https address"));
        publicPages(settings, weak);
        secrets(settings, weak);
        if (pepper.isPresent() && pepper.get().guessable()) {
            weak.weakSecret("pepper", settings.pepper(), Pepper.GUESSABLE);
        }
        settings.notices().smtp().ifPresent(smtp -> mail(smtp, weak));
        weak.kafka(settings.kafka());
        weak.check();
    }

    private static void publicPages(AdminSettings settings, WeakChoices weak) {
        if (settings.leaks().on() || settings.claimAddress().isPresent()) {
            weak.plainHttp(
                    "leaks.bindAddress",
                    settings.leaks().bindAddress(),
                    "reported keys and new ones",
                    "");
        }
        settings.claimAddress()
                .filter(page -> "http".equals(page.getScheme()))
                .filter(page -> !WeakChoices.isLoopback(page.getHost()))
                .ifPresent(page ->
                        weak.add(
                                "claims.address",
                                page,
                                "new keys would cross the network in clear text; give the page an https address"));
        if (settings.leaks().trustedProxies().stream().anyMatch(net -> net.prefixBits() == 0)) {
            weak.add(
                    "leaks.trustedProxies",
                    "every address",
                    "any client could say where it comes from; name the proxies' own networks");
        }
    }

    private static void secrets(AdminSettings settings, WeakChoices weak) {
        String why =
                "which may be lost and need not be kept; what Kafka holds is worth nothing without it, so keep it, and a copy, elsewhere";
        weak.secretApartFrom(settings.dataDir(), "pepper", settings.pepper(), why);
        weak.secretApartFrom(settings.dataDir(), "masterKey", settings.masterKey(), why);
        weak.secret("tokenFile", settings.tokenFile());
        weak.secret("notify.webhookSecretFile", settings.notices().webhookSecretFile());
        settings.notices()
                .smtp()
                .flatMap(SmtpSettings::passwordFile)
                .ifPresent(file -> weak.secret("notify.smtpPasswordFile", file));
    }

    private static void mail(SmtpSettings smtp, WeakChoices weak) {
        if (smtp.tls() == SmtpSettings.Tls.NONE && !WeakChoices.isLoopback(smtp.host())) {
            weak.add(
                    "notify.smtpTls",
                    "none",
                    "mail and its password would cross the network to "
                            + smtp.host()
                            + " in clear text; say starttls or implicit");
        }
    }
}
