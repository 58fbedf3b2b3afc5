package io.tollgate.edge;

import io.tollgate.edge.door.AllowedUpstreams;
import io.tollgate.edge.door.ClientBounds;
import io.tollgate.edge.door.Listening;
import io.tollgate.edge.door.TlsFiles;
import io.tollgate.edge.outbox.OutboxSettings;
import io.tollgate.edge.table.SourceRange;
import io.tollgate.schemas.credentials.KeyForm;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topics;
import io.tollgate.settings.KafkaConnection;
import io.tollgate.settings.Production;
import io.tollgate.settings.SecretPlace;
import io.tollgate.settings.SettingsReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an edge, each a variable {@code TOLLGATE_EDGE_<SETTING>} or a line {@code
 * edge.<setting>} in the file that {@code TOLLGATE_CONFIG} names.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>setting</th><th>default</th><th>what</th></tr>
 * <tr><td>name</td><td>the variable HOSTNAME, else {@code edge}</td><td>what the edge is called in
 *     the console</td></tr>
 * <tr><td>bindAddress</td><td>0.0.0.0</td><td>where the public door listens</td></tr>
 * <tr><td>privateBindAddress</td><td>bindAddress</td><td>where the private door listens</td></tr>
 * <tr><td>port</td><td>8080</td><td>port of the public door, 0 for a free one</td></tr>
 * <tr><td>privatePort</td><td>8081</td><td>port of forward auth, health and metrics, 0 for a free
 *     one</td></tr>
 * <tr><td>tls.keystore</td><td>none</td><td>the public door's key and certificates, PKCS #12 or
 *     PEM; with it the public door speaks TLS only</td></tr>
 * <tr><td>tls.passwordFile</td><td>none</td><td>the file with the keystore's password</td></tr>
 * <tr><td>production</td><td>false</td><td>whether choices that are too weak for production stop
 *     the start</td></tr>
 * <tr><td>behindTlsProxy</td><td>false</td><td>whether whoever comes to the public door over the
 *     network comes through a proxy that terminates TLS</td></tr>
 * <tr><td>dataDir</td><td>data/edge</td><td>where identity, tables and outbox are kept; each edge
 *     has its own</td></tr>
 * <tr><td>pepperFile</td><td>pepper in dataDir</td><td>the pepper that key hashes are made
 *     with; or the text of such a file in the setting pepper</td></tr>
 * <tr><td>brand</td><td>tg</td><td>what keys begin with</td></tr>
 * <tr><td>topicPrefix</td><td>tollgate.</td><td>what all topics begin with</td></tr>
 * <tr><td>trustedProxies</td><td>none</td><td>networks of proxies whose {@code X-Forwarded-For} is
 *     believed, in CIDR form</td></tr>
 * <tr><td>allowedUpstreams</td><td>localhost, 127.0.0.1, [::1]</td><td>servers that routes may
 *     name: hosts, *.hosts or *, each with :port or for all ports</td></tr>
 * <tr><td>maxStateAge</td><td>PT5M</td><td>from when on the state is stale, PT1S to P7D</td></tr>
 * <tr><td>legacyRateLimitHeaders</td><td>false</td><td>whether X-RateLimit-* is sent too</td></tr>
 * <tr><td>outbox.maxEvents</td><td>2000000</td><td>events that may wait for Kafka</td></tr>
 * <tr><td>outbox.maxBytes</td><td>1 GiB</td><td>bytes that may wait for Kafka</td></tr>
 * <tr><td>outbox.whenFull</td><td>refuse</td><td>refuse requests, or drop their events</td></tr>
 * <tr><td>outbox.sync</td><td>none</td><td>batch forces events onto the disk, in groups, before an
 *     answer</td></tr>
 * <tr><td>maxHeld</td><td>10000</td><td>requests that may wait for a verdict</td></tr>
 * <tr><td>maxOpen</td><td>20000</td><td>admitted exchanges that may be under way</td></tr>
 * <tr><td>keysOnHeap</td><td>200000</td><td>keys that stay decoded in memory</td></tr>
 * <tr><td>maxRequestHeaderBytes</td><td>16384</td><td>of a request's line and fields</td></tr>
 * <tr><td>maxRequestBodyBytes</td><td>1 GiB</td><td>of one request</td></tr>
 * <tr><td>clientPatience</td><td>PT10S</td><td>how long the head of a request may take, and how
 *     long a client may be waited for within a body or an answer before its speed matters</td></tr>
 * <tr><td>minClientBytesPerSecond</td><td>100</td><td>how fast it must be on average then, 0 for
 *     any speed</td></tr>
 * <tr><td>idleTimeout</td><td>PT30S</td><td>how long a connection may be silent where the client is
 *     waited for</td></tr>
 * <tr><td>drainDelay</td><td>PT0S</td><td>how long the edge serves on at the end after it said that
 *     it is not ready, so that who stands before it stops sending</td></tr>
 * <tr><td>drainTimeout</td><td>PT10S</td><td>how long what is under way may take at the end, and
 *     again shipping the outbox</td></tr>
 * <tr><td>requestsPartitions</td><td>6</td><td>partitions of {@code requests} if this program
 *     creates it</td></tr>
 * <tr><td>requestsGeneration</td><td>1</td><td>which {@code requests} events go into, to be raised
 *     when it is to have more partitions</td></tr>
 * </table>
 *
 * <p>How to reach Kafka, {@link KafkaConnection} says.
 */
public record EdgeSettings(
        String name,
        Listening listening,
        Path dataDir,
        SecretPlace pepper,
        KeyForm keyForm,
        String topicPrefix,
        List<SourceRange> trustedProxies,
        AllowedUpstreams allowedUpstreams,
        Duration maxStateAge,
        boolean legacyRateLimitHeaders,
        OutboxSettings outbox,
        int maxHeld,
        long keysOnHeap,
        Duration drainDelay,
        Duration drainTimeout,
        int requestsPartitions,
        int requestsGeneration,
        Production production,
        KafkaConnection kafka) {
    private static final long MOST_EVENTS = 1_000_000_000;
    private static final Duration HOUR = Duration.ofHours(1);

    /** When events are forced onto the disk. */
    private enum Sync {
        NONE,
        BATCH
    }

    /** Copies the lists. */
    public EdgeSettings {
        trustedProxies = List.copyOf(trustedProxies);
    }

    /**
     * Reads the settings from an environment.
     *
     * @throws io.tollgate.settings.InvalidSettingsException naming every setting that is wrong
     */
    public static EdgeSettings from(Map<String, String> environment) {
        var reader = SettingsReader.of("edge", environment);
        Path dataDir = reader.path("dataDir", Path.of("data", "edge"));
        var settings =
                new EdgeSettings(
                        reader.text("name", environment.getOrDefault("HOSTNAME", "edge")),
                        listening(reader),
                        dataDir,
                        SecretPlace.read(reader, "pepper", dataDir.resolve("pepper")),
                        brand(reader),
                        topicPrefix(reader),
                        trustedProxies(reader),
                        new AllowedUpstreams(
                                reader.list(
                                        "allowedUpstreams", AllowedUpstreams.LOOPBACK.patterns())),
                        reader.duration(
                                "maxStateAge",
                                Duration.ofMinutes(5),
                                Duration.ofSeconds(1),
                                Duration.ofDays(7)),
                        reader.flag("legacyRateLimitHeaders", false),
                        outbox(reader, dataDir),
                        (int) reader.number("maxHeld", 10_000, 0, 1_000_000),
                        reader.number("keysOnHeap", 200_000, 0, 100_000_000),
                        reader.duration("drainDelay", Duration.ZERO, Duration.ZERO, HOUR),
                        reader.duration(
                                "drainTimeout", Duration.ofSeconds(10), Duration.ZERO, HOUR),
                        (int)
                                reader.number(
                                        "requestsPartitions",
                                        Partitions.DEFAULT.requests(),
                                        1,
                                        1_000),
                        (int) reader.number("requestsGeneration", 1, 1, 1_000),
                        Production.read(reader),
                        KafkaConnection.from(environment));
        reader.check();
        return settings;
    }

    /** The topics under the prefix. */
    Topics topics() {
        Partitions usual = Partitions.DEFAULT;
        return new Topics(
                topicPrefix,
                new Partitions(requestsPartitions, usual.keys(), usual.usage(), usual.throttles()),
                requestsGeneration);
    }

    private static Listening listening(SettingsReader reader) {
        String bindAddress = reader.text("bindAddress", "0.0.0.0");
        return new Listening(
                bindAddress,
                reader.text("privateBindAddress", bindAddress),
                reader.port("port", 8080),
                reader.port("privatePort", 8081),
                tls(reader),
                (int) reader.number("maxRequestHeaderBytes", 16 << 10, 1 << 10, 1 << 20),
                reader.duration("idleTimeout", Duration.ofSeconds(30), Duration.ofSeconds(1), HOUR),
                (int) reader.number("maxOpen", 20_000, 1, 10_000_000),
                bounds(reader));
    }

    private static ClientBounds bounds(SettingsReader reader) {
        ClientBounds usual = ClientBounds.DEFAULT;
        return new ClientBounds(
                reader.duration("clientPatience", usual.patience(), Duration.ofSeconds(1), HOUR),
                reader.number("minClientBytesPerSecond", usual.minBytesPerSecond(), 0, 1 << 30),
                reader.number("maxRequestBodyBytes", usual.maxBodyBytes(), 0, Long.MAX_VALUE));
    }

    private static @Nullable TlsFiles tls(SettingsReader reader) {
        Optional<String> keystore = reader.text("tls.keystore");
        Optional<String> passwordFile = reader.text("tls.passwordFile");
        if (keystore.isEmpty() && passwordFile.isPresent()) {
            reader.reject(
                    "tls.passwordFile", passwordFile.get(), "needs tls.keystore to be set too");
        }
        return keystore.map(file ->
                        new TlsFiles(Path.of(file), passwordFile.map(Path::of).orElse(null)))
                .orElse(null);
    }

    private static KeyForm brand(SettingsReader reader) {
        return reader.parsed(
                "brand",
                KeyForm.DEFAULT,
                "must be 1 to 16 lower-case letters and digits beginning with a letter",
                value -> Optional.of(new KeyForm(value)));
    }

    private static String topicPrefix(SettingsReader reader) {
        return reader.parsed(
                "topicPrefix",
                Topics.DEFAULT_PREFIX,
                "must be at most 100 letters, digits, dots, hyphens and underscores",
                value -> Optional.of(value).filter(text -> text.matches("[a-zA-Z0-9._-]{0,100}")));
    }

    private static List<SourceRange> trustedProxies(SettingsReader reader) {
        return reader.parsed(
                "trustedProxies",
                List.of(),
                "must be networks in CIDR form, separated by commas",
                value ->
                        Optional.of(
                                List.of(value.split(",", -1)).stream()
                                        .map(String::strip)
                                        .filter(network -> !network.isEmpty())
                                        .map(SourceRange::parse)
                                        .toList()));
    }

    private static OutboxSettings outbox(SettingsReader reader, Path dataDir) {
        OutboxSettings usual = OutboxSettings.in(dataDir.resolve("outbox"));
        return new OutboxSettings(
                usual.directory(),
                reader.number("outbox.maxEvents", usual.maxEvents(), 1, MOST_EVENTS),
                reader.number("outbox.maxBytes", usual.maxBytes(), 1 << 10, 1L << 40),
                reader.choice("outbox.whenFull", usual.whenFull()),
                reader.choice("outbox.sync", usual.sync() ? Sync.BATCH : Sync.NONE) == Sync.BATCH,
                usual.queued(),
                usual.refusalCells());
    }
}
