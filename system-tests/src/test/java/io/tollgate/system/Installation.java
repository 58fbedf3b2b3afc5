package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.embedded.testing.FreePorts;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An installation of Tollgate as operators run one: an admin API, metering, edges and an upstream,
 * each a process of its own that is told what it needs in its environment. Not thread-safe.
 */
final class Installation implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final String LOOPBACK = "127.0.0.1";

    private final TestBroker broker;
    private final Path directory;
    private final Jvm jvm;
    private final List<Program> programs = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private final List<Admin> admins = new ArrayList<>();
    private final boolean surrounded;
    private final Fleet fleet;
    private final int upstreamPort = FreePorts.one();
    private final @Nullable Relay relay;

    private Installation(TestBroker broker, Path directory, Fleet fleet) {
        this.broker = broker;
        this.directory = directory;
        this.jvm = new Jvm(fleet.measured());
        this.surrounded = fleet.surrounded();
        this.fleet = fleet;
        this.relay = fleet.relayed() ? Relay.to(broker.bootstrapServers()) : null;
        makeSecrets();
        start("upstream", Map.of(), "demo-upstream", "--port", String.valueOf(upstreamPort));
        for (int i = 1; i <= fleet.admins(); i++) {
            admins.add(startAdmin(i == 1 ? "admin" : "admin-" + i));
        }
        int meteringPort = FreePorts.one();
        Program metering = start("metering", meteringSettings(meteringPort), "metering");
        for (int i = 1; i <= fleet.edges(); i++) {
            edges.add(startEdge("edge-" + i, i == fleet.edges()));
        }
        admins.forEach(this::awaitReady);
        awaitReady(metering, () -> Edge.isReady(meteringPort));
        edges.forEach(this::awaitReady);
    }

    /** Starts an installation with nothing in it but a route to an upstream that echoes. */
    static Installation start(TestBroker broker, Path directory, Fleet fleet) {
        Directories.makeAfresh(directory);
        var installation = new Installation(broker, directory, fleet);
        installation
                .admin()
                .route("api", "/api/**", "http://" + LOOPBACK + ":" + installation.upstreamPort);
        return installation;
    }

    List<Edge> edges() {
        return List.copyOf(edges);
    }

    /** The admin API, or the first of them. */
    AdminApi admin() {
        return admins.getFirst().api();
    }

    List<Admin> admins() {
        return List.copyOf(admins);
    }

    /** One of the admin APIs, and what it runs as. */
    record Admin(AdminApi api, Program program) {
        /** How it says that it takes writes. */
        String writes() {
            try {
                return Call.get("/health/ready").to(api.port()).json().path("writes").asText();
            } catch (UncheckedIOException _) {
                return "away";
            }
        }
    }

    TestBroker broker() {
        return broker;
    }

    Topics topics() {
        return new Topics(broker.prefix(), Partitions.DEFAULT);
    }

    /** Makes a plan, and returns when all edges act on it. */
    void plan(String id, Limit... limits) {
        admin().plan(id, limits);
        admin().owner("probe-of-" + id);
        String probe = admin().key("probe-of-" + id, id).secret();
        for (Edge edge : edges) {
            await(edge.name() + " admits the first key of the plan " + id)
                    .until(() -> edge.use(probe).status() == 200);
        }
    }

    /** Issues a key, and returns when all edges know it; none of its limits is touched. */
    ApiKey issue(String ownerId, String planId) {
        ApiKey key = admin().key(ownerId, planId);
        awaitKnown(key);
        return key;
    }

    void awaitKnown(ApiKey key) {
        for (Edge edge : edges) {
            await(edge.name() + " knows " + key.id()).until(() -> edge.knows(key.secret()));
        }
    }

    /** Returns when an edge has said in a heartbeat what it may do with the plans it knows now. */
    void awaitHeard(Edge edge) {
        // Heartbeats come each second; one that was on its way is not yet the one.
        Instant later = Instant.now().plusSeconds(1);
        await(edge.name() + " was heard")
                .until(() ->
                        admin().list("/v1/edges").stream()
                                .filter(one -> one.path("name").asText().equals(edge.name()))
                                .anyMatch(one ->
                                        Instant.parse(one.path("lastHeardAt").asText())
                                                .isAfter(later)));
    }

    /** Starts an edge that is not running on an empty disk, and returns when it is ready. */
    void restartWithEmptyDisk(Edge edge) {
        startWithEmptyDisk(edge);
        awaitReady(edge);
    }

    /** Starts an edge that is not running on an empty disk; whether it gets ready is a question. */
    void startWithEmptyDisk(Edge edge) {
        Directories.makeAfresh(directory.resolve(edge.name()));
        edge.program().start();
    }

    /** Starts an edge again on the directory that it left, and returns when it is ready. */
    void restart(Edge edge) {
        edge.program().start();
        awaitReady(edge);
    }

    /** Starts a command as an operator types it where the admin API runs; it ends by itself. */
    Program command(String... words) {
        var settings = new HashMap<>(adminSettings("admin", admin().port()));
        settings.put("TOLLGATE_METERING_TOPIC_PREFIX", broker.prefix());
        settings.put("TOLLGATE_API", "http://" + LOOPBACK + ":" + admin().port());
        settings.put("TOLLGATE_TOKEN_FILE", directory.resolve("admin-token").toString());
        return program(words[0] + " " + words[1], settings, jvm.command(words)).start();
    }

    /** What the admin API keeps on its disk. */
    Path adminDirectory() {
        return directory.resolve("admin");
    }

    /** Where the files of secrets are. */
    Path secrets() {
        return directory;
    }

    /** What the last edge reaches Kafka by, where a test asked for it. */
    Relay relay() {
        return Objects.requireNonNull(relay, "the fleet is not relayed");
    }

    /** Whether all programs run. */
    boolean isAlive() {
        return programs.stream().allMatch(Program::isRunning);
    }

    /** The ends of all logs. */
    String tails() {
        return programs.stream().map(Program::tail).collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        programs.reversed().forEach(Program::close);
        if (relay != null) {
            relay.close();
        }
    }

    /** Waiting for something that must become true soon. */
    static org.awaitility.core.ConditionFactory await(String what) {
        return Awaitility.await(what)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(60));
    }

    void awaitReady(Edge edge) {
        awaitReady(edge.program(), edge::isReady);
    }

    private void awaitReady(Program program, BooleanSupplier ready) {
        try {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(100))
                    .atMost(READY_WITHIN)
                    .until(() -> !program.isRunning() || ready.getAsBoolean());
        } catch (ConditionTimeoutException e) {
            close();
            throw new AssertionError(program.name() + " is not ready\n" + tails(), e);
        }
        if (!program.isRunning()) {
            close();
            throw new AssertionError(program.name() + " ended at its start\n" + program.tail());
        }
    }

    private void makeSecrets() {
        List<String> command = jvm.command("secrets", "--dir", directory.toString());
        Program secrets = program("secrets", Map.of(), command);
        assertThat(secrets.start().ended()).as(secrets.tail()).isZero();
    }

    private Edge startEdge(String name, boolean last) {
        int port = FreePorts.one();
        int privatePort = FreePorts.one();
        var settings = new HashMap<String, String>();
        settings.put("NAME", name);
        settings.put("BIND_ADDRESS", LOOPBACK);
        settings.put("PORT", String.valueOf(port));
        settings.put("PRIVATE_PORT", String.valueOf(privatePort));
        settings.put("DATA_DIR", directory.resolve(name).toString());
        settings.put("PEPPER_FILE", directory.resolve("pepper").toString());
        settings.put("TOPIC_PREFIX", broker.prefix());
        if (surrounded) {
            settings.put("TRUSTED_PROXIES", LOOPBACK + "/32");
        }
        Stream.of(fleet.edgeSettings(), last ? fleet.lastEdgeSettings() : new String[0])
                .flatMap(Stream::of)
                .map(setting -> setting.split("=", 2))
                .forEach(setting -> settings.put(setting[0], setting[1]));
        Map<String, String> environment = named("EDGE", settings);
        var program =
                last && fleet.relayed()
                        ? byRelay(name, environment)
                        : program(name, environment, jvm.command("edge"));
        return new Edge(port, privatePort, start(program));
    }

    private Program byRelay(String name, Map<String, String> environment) {
        Path hosts = directory.resolve("hosts");
        try {
            Files.writeString(hosts, Relay.hosts());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        environment.put("KAFKA_BOOTSTRAP_SERVERS", relay().bootstrapServers());
        List<String> options = List.of("-Djdk.net.hosts.file=" + hosts);
        return program(name, environment, jvm.command(options, "edge"));
    }

    private Map<String, String> meteringSettings(int port) {
        return named(
                "METERING",
                Map.of(
                        "BIND_ADDRESS",
                        LOOPBACK,
                        "PORT",
                        String.valueOf(port),
                        "INSTANCE",
                        "metering-1",
                        "STATE_DIR",
                        directory.resolve("metering").toString(),
                        "STANDBY_REPLICAS",
                        "0",
                        "TOPIC_PREFIX",
                        broker.prefix()));
    }

    private Admin startAdmin(String name) {
        int port = FreePorts.one();
        Program program = start(name, adminSettings(name, port), "admin");
        return new Admin(
                new AdminApi(port, Directories.read(directory.resolve("admin-token"))), program);
    }

    /** Starts an admin API again that is not running, and returns when it is ready. */
    void restart(Admin admin) {
        admin.program().start();
        awaitReady(admin);
    }

    private void awaitReady(Admin admin) {
        awaitReady(admin.program(), () -> Edge.isReady(admin.api().port()));
    }

    private Map<String, String> adminSettings(String name, int port) {
        var settings = new HashMap<String, String>();
        settings.put("INSTANCE", name.equals("admin") ? "admin-1" : name);
        settings.put("BIND_ADDRESS", LOOPBACK);
        settings.put("PORT", String.valueOf(port));
        settings.put("DATA_DIR", directory.resolve(name).toString());
        settings.put("AUDIT_HEADS_EVERY", "PT1S");
        settings.put("PEPPER_FILE", directory.resolve("pepper").toString());
        settings.put("TOKEN_FILE", directory.resolve("admin-token").toString());
        settings.put("MASTER_KEY_FILE", directory.resolve("master-key").toString());
        settings.put("TOPIC_PREFIX", broker.prefix());
        if (surrounded) {
            int publicPort = FreePorts.one();
            settings.put("NOTIFY_INTERNAL_WEBHOOKS", "true");
            settings.put("LEAKS_PORT", String.valueOf(publicPort));
            settings.put("CLAIMS_ADDRESS", "http://" + LOOPBACK + ":" + publicPort + "/claim");
        }
        return named("ADMIN", settings);
    }

    private Map<String, String> named(String program, Map<String, String> settings) {
        var environment = new HashMap<String, String>();
        settings.forEach(
                (name, value) -> environment.put("TOLLGATE_" + program + "_" + name, value));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        return environment;
    }

    private Program start(String name, Map<String, String> settings, String... role) {
        return start(program(name, settings, jvm.command(role)));
    }

    private Program start(Program program) {
        programs.add(program.start());
        return program;
    }

    private Program program(String name, Map<String, String> settings, List<String> command) {
        return new Program(name, command, settings, directory);
    }
}
