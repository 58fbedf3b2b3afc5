package io.tollgate.admin;

import io.tollgate.admin.audit.AuditSettings;
import io.tollgate.admin.leak.LeakSettings;
import io.tollgate.admin.notice.NoticeSettings;
import io.tollgate.admin.oidc.OidcSettings;
import io.tollgate.schemas.credentials.KeyForm;
import io.tollgate.schemas.topics.Topics;
import io.tollgate.settings.KafkaConnection;
import io.tollgate.settings.Production;
import io.tollgate.settings.SecretPlace;
import io.tollgate.settings.SettingsReader;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How the admin program runs.
 *
 * @param bindAddress where the API listens
 * @param port where the API listens; 0 for any free port
 * @param advertisedUrl where other instances reach the API; empty for where it listens
 * @param dataDir directory of the usage store, and of the secrets that have no file of their own
 * @param pepper the pepper that key hashes are made with
 * @param tokenFile the first operator's token
 * @param masterKey the key that wraps the keys of owners
 * @param breakGlassFile the hash of the break-glass token; there need be none
 * @param oidc whose ID tokens operators may sign in with
 * @param topicPrefix what all topics begin with
 * @param brand what keys begin with
 * @param instance name of this instance, which its pulses and its audit carry
 * @param forgetEdgesAfter how long an edge whose plans serve without bound counts as unreachable
 *     after it fell silent
 * @param leaks how leaks of keys can be reported
 * @param claimAddress where owners reach the page that they fetch keys from; empty for no such page
 * @param requestsGeneration which counting is followed for notifications of quotas
 * @param audit how it is made known which entry of the audit was the newest
 * @param notices who is told what happens
 * @param production whether choices that are too weak stop the start
 * @param kafka how to reach Kafka
 */
public record AdminSettings(
        String bindAddress,
        int port,
        Optional<URI> advertisedUrl,
        Path dataDir,
        SecretPlace pepper,
        Path tokenFile,
        SecretPlace masterKey,
        Path breakGlassFile,
        Optional<OidcSettings> oidc,
        String topicPrefix,
        String brand,
        String instance,
        Duration forgetEdgesAfter,
        LeakSettings leaks,
        Optional<URI> claimAddress,
        int requestsGeneration,
        AuditSettings audit,
        NoticeSettings notices,
        Production production,
        KafkaConnection kafka) {
    private static final int DEFAULT_PORT = 8000;
    private static final Pattern PREFIX = Pattern.compile("[a-zA-Z0-9._-]{0,100}");
    private static final Pattern INSTANCE = Pattern.compile("[a-zA-Z0-9._-]{1,63}");

    /**
     * Reads the settings from an environment.
     *
     * @throws io.tollgate.settings.InvalidSettingsException if any is wrong
     */
    public static AdminSettings from(Map<String, String> environment) {
        SettingsReader reader = SettingsReader.of("admin", environment);
        Path dataDir = reader.path("dataDir", Path.of("data", "admin"));
        var settings =
                new AdminSettings(
                        reader.text("bindAddress", "127.0.0.1"),
                        reader.port("port", DEFAULT_PORT),
                        reader.parsed(
                                "advertisedUrl",
                                Optional.<URI>empty(),
                                "must be the http or https address by which other instances reach this"
                                        + " one, such as http://10.0.0.7:8000",
                                AdminSettings::advertised),
                        dataDir,
                        SecretPlace.read(reader, "pepper", dataDir.resolve(Secrets.PEPPER)),
                        reader.path("tokenFile", dataDir.resolve(Secrets.ADMIN_TOKEN)),
                        SecretPlace.read(reader, "masterKey", dataDir.resolve(Secrets.MASTER_KEY)),
                        reader.path("breakGlassFile", dataDir.resolve(Secrets.BREAK_GLASS)),
                        OidcSettings.from(reader),
                        matching(reader, "topicPrefix", Topics.DEFAULT_PREFIX, PREFIX),
                        brand(reader),
                        matching(reader, "instance", "admin-1", INSTANCE),
                        reader.duration(
                                "forgetEdgesAfter",
                                Duration.ofMinutes(5),
                                Duration.ofSeconds(5),
                                Duration.ofHours(1)),
                        LeakSettings.from(reader),
                        reader.parsed(
                                "claims.address",
                                Optional.<URI>empty(),
                                "must be the http or https address of the page, which ends in /claim, such as"
                                        + " https://keys.example.com/claim",
                                AdminSettings::page),
                        (int) reader.number("requestsGeneration", 1, 1, 1_000),
                        AuditSettings.read(reader, dataDir),
                        NoticeSettings.read(reader, dataDir),
                        Production.read(reader),
                        KafkaConnection.from(environment));
        reader.check();
        return settings;
    }

    /** What the instance writes as: its pulses, and its chain in the audit. */
    String writerId() {
        return "admin-" + instance;
    }

    /** Where other instances reach this one, which listens on a port. */
    URI reachedAt(int openPort) {
        return advertisedUrl.orElseGet(() -> {
            String host = isAnyAddress() ? hostAddress() : bindAddress;
            return URI.create(
                    "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + openPort);
        });
    }

    private boolean isAnyAddress() {
        return bindAddress.equals("0.0.0.0") || bindAddress.equals("::");
    }

    private static String hostAddress() {
        try {
            return InetAddress.getLocalHost().getHostAddress();
        } catch (UnknownHostException e) {
            return InetAddress.getLoopbackAddress().getHostAddress();
        }
    }

    /**
     * The address in an optional, as the setting is optional too; none if it is no such address.
     */
    private static Optional<Optional<URI>> page(String text) {
        URI page = URI.create(text);
        boolean fits =
                page.getHost() != null
                        && List.of("http", "https").contains(page.getScheme())
                        && page.getPath().endsWith("/claim")
                        && page.getRawQuery() == null
                        && page.getRawFragment() == null;
        return fits ? Optional.of(Optional.of(page)) : Optional.empty();
    }

    private static Optional<Optional<URI>> advertised(String text) {
        URI url = URI.create(text.replaceFirst("/+$", ""));
        boolean fits =
                url.getHost() != null
                        && List.of("http", "https").contains(url.getScheme())
                        && url.getRawUserInfo() == null
                        && url.getRawQuery() == null
                        && url.getRawFragment() == null;
        return fits ? Optional.of(Optional.of(url)) : Optional.empty();
    }

    private static String brand(SettingsReader reader) {
        return reader.parsed(
                "brand",
                KeyForm.DEFAULT.brand(),
                "must be 1 to 16 lower-case letters and digits beginning with a letter",
                value -> Optional.of(new KeyForm(value).brand()));
    }

    private static String matching(
            SettingsReader reader, String setting, String otherwise, Pattern pattern) {
        return reader.parsed(
                setting,
                otherwise,
                "must match " + pattern,
                value -> Optional.of(value).filter(text -> pattern.matcher(text).matches()));
    }
}
