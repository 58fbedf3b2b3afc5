package io.tollgate.admin.leak;

import io.tollgate.settings.SettingsReader;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How leaks can be reported, and what is done then.
 *
 * @param github whether GitHub may report
 * @param form whether anybody may, with the public form
 * @param bindAddress where the public listener listens
 * @param port its port; 0 for any free one
 * @param trustedProxies whose X-Forwarded-For is believed
 * @param reportsPerMinute how many reports one source may send with the form
 * @param githubKeysUrl where GitHub lists the keys that it signs with
 * @param githubKeysGoodFor how long that list is used before it is fetched again
 * @param policy what is done
 */
public record LeakSettings(
        boolean github,
        boolean form,
        String bindAddress,
        int port,
        List<Network> trustedProxies,
        int reportsPerMinute,
        URI githubKeysUrl,
        Duration githubKeysGoodFor,
        LeakPolicy policy) {
    private static final URI GITHUB =
            URI.create("https://api.github.com/meta/public_keys/secret_scanning");
    private static final int DEFAULT_PORT = 8001;

    /** Reads the settings, which all begin with leaks. */
    public static LeakSettings from(SettingsReader reader) {
        return new LeakSettings(
                reader.flag("leaks.github", false),
                reader.flag("leaks.form", false),
                reader.text("leaks.bindAddress", "127.0.0.1"),
                reader.port("leaks.port", DEFAULT_PORT),
                networks(reader),
                (int) reader.number("leaks.reportsPerMinute", 10, 1, 10_000),
                reader.parsed(
                        "leaks.githubKeysUrl",
                        GITHUB,
                        "must be an https address (http on this machine only)",
                        LeakSettings::keyListAddress),
                reader.duration(
                        "leaks.githubKeysGoodFor",
                        Duration.ofHours(1),
                        Duration.ofSeconds(1),
                        Duration.ofDays(7)),
                policy(reader));
    }

    /** A count of its own of what each source does, which has done nothing yet. */
    public SourceTurns turns(LongSupplier nanoTicker) {
        return new SourceTurns(
                new SourceLimit(reportsPerMinute, nanoTicker), new ClientSource(trustedProxies));
    }

    /** Whether there is anything for the public at all. */
    public boolean on() {
        return github || form;
    }

    private static LeakPolicy policy(SettingsReader reader) {
        return new LeakPolicy(
                reader.choice("leaks.githubLive", LeakAction.REVOKE),
                reader.choice("leaks.githubTest", LeakAction.REVOKE),
                reader.choice("leaks.formLive", LeakAction.SUSPEND),
                reader.choice("leaks.formTest", LeakAction.REVOKE),
                reader.duration(
                        "leaks.suspendFor",
                        Duration.ofDays(3),
                        Duration.ofSeconds(1),
                        Duration.ofDays(366)));
    }

    private static List<Network> networks(SettingsReader reader) {
        return reader.parsed(
                "leaks.trustedProxies",
                List.of(),
                "must be addresses or networks in CIDR form, separated by commas",
                text ->
                        Optional.of(
                                List.of(text.split(",", -1)).stream()
                                        .map(String::strip)
                                        .filter(one -> !one.isEmpty())
                                        .map(Network::parse)
                                        .toList()));
    }

    /** Whoever can change the list on its way can sign reports. */
    private static Optional<URI> keyListAddress(String text) {
        URI address = URI.create(text);
        boolean here =
                "http".equals(address.getScheme())
                        && List.of("127.0.0.1", "localhost", "[::1]").contains(address.getHost());
        return Optional.of(address)
                .filter(uri -> uri.getHost() != null)
                .filter(uri -> here || "https".equals(uri.getScheme()));
    }
}
