package io.tollgate.standalone;

import io.tollgate.admin.Admin;
import io.tollgate.admin.AdminSettings;
import io.tollgate.admin.Secrets;
import io.tollgate.edge.Edge;
import io.tollgate.edge.EdgeSettings;
import io.tollgate.embedded.BrokerSettings;
import io.tollgate.embedded.EmbeddedKafka;
import io.tollgate.metering.Metering;
import io.tollgate.metering.MeteringSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole installation in this process, on a broker of its own. Not thread-safe, but may be closed
 * by any thread.
 */
final class Installation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Installation.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final long POLL_MILLIS = 50;
    private static final long READY_WITHIN_MILLIS = 120_000;

    private final Path data;
    private final List<Integer> edgePorts;
    private final int adminPort;
    private final int kafkaPort;
    private final int demoPort;
    private final @Nullable URI upstream;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    /** An installation that is not running yet; without an upstream it has the demo's. */
    Installation(
            Path data,
            List<Integer> edgePorts,
            int adminPort,
            int kafkaPort,
            int demoPort,
            @Nullable URI upstream) {
        this.data = data;
        this.edgePorts = edgePorts;
        this.adminPort = adminPort;
        this.kafkaPort = kafkaPort;
        this.demoPort = demoPort;
        this.upstream = upstream;
    }

    /** Makes those secrets that are missing, and returns their files. */
    List<Path> makeSecrets() throws IOException {
        Files.createDirectories(data);
        return Secrets.create(data, new SecureRandom());
    }

    /** Starts everything, in the order in which one needs the other, once there are secrets. */
    Welcome start() throws Exception {
        EmbeddedKafka kafka =
                started(
                        EmbeddedKafka.start(
                                BrokerSettings.in(data.resolve("kafka"))
                                        .listeningOn(LOOPBACK, kafkaPort)));
        kafka.failure().thenAccept(failure -> end("the broker failed: " + failure));
        URI protectedApi = upstream == null ? demo() : upstream;
        started(Admin.start(AdminSettings.from(environment(kafka, adminSettings()))));
        Metering metering =
                started(
                        Metering.start(
                                MeteringSettings.from(environment(kafka, meteringSettings()))));
        var _ = metering.failed().thenRun(() -> end("metering failed too often"));
        DemoContent.DemoKey key = content(protectedApi);
        List<Edge> edges = new ArrayList<>();
        for (int i = 0; i < edgePorts.size(); i++) {
            edges.add(started(Edge.start(EdgeSettings.from(environment(kafka, edgeSettings(i))))));
        }
        for (Edge edge : edges) {
            edge.awaitReady();
        }
        awaitReady(metering);
        return new Welcome(
                data,
                edgePorts,
                adminPort,
                kafka.bootstrapServers(),
                protectedApi,
                upstream != null,
                key);
    }

    /** Stops in the reverse order: edges, metering, admin API, broker. */
    @Override
    public synchronized void close() {
        while (!running.isEmpty()) {
            AutoCloseable last = running.removeLast();
            try {
                last.close();
            } catch (Exception e) {
                LOG.atWarn()
                        .setCause(e)
                        .addKeyValue("program", last.getClass().getSimpleName())
                        .log("did not stop in order");
            }
        }
    }

    /** Until metering counts, each edge knows of a limit only what it used itself. */
    private static void awaitReady(Metering metering) throws InterruptedException {
        for (long waited = 0; !metering.isReady(); waited += POLL_MILLIS) {
            if (waited >= READY_WITHIN_MILLIS) {
                throw new IllegalStateException("metering is not ready; the log says more");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private synchronized <T extends AutoCloseable> T started(T program) {
        running.addLast(program);
        return program;
    }

    /** Half an installation is none; what the broker had acknowledged is on disk. */
    private static void end(String reason) {
        LOG.atError().addKeyValue("reason", reason).log("everything ends");
        System.err.println("tollgate: everything ends, for " + reason + "; the log says more");
        Runtime.getRuntime().halt(1);
    }

    private URI demo() throws IOException {
        return URI.create(
                "http://localhost:" + started(DemoUpstream.start(LOOPBACK, demoPort)).port());
    }

    private DemoContent.DemoKey content(URI protectedApi) throws IOException, InterruptedException {
        String token = Files.readString(data.resolve("admin-token")).strip();
        try (var admin = new AdminClient(URI.create("http://localhost:" + adminPort), token)) {
            return new DemoContent(admin, data).ensure(protectedApi);
        }
    }

    private Map<String, String> adminSettings() {
        return Map.of(
                "TOLLGATE_ADMIN_BIND_ADDRESS", LOOPBACK,
                "TOLLGATE_ADMIN_PORT", String.valueOf(adminPort),
                "TOLLGATE_ADMIN_DATA_DIR", data.resolve("admin").toString(),
                "TOLLGATE_ADMIN_PEPPER_FILE", data.resolve("pepper").toString(),
                "TOLLGATE_ADMIN_TOKEN_FILE", data.resolve("admin-token").toString(),
                "TOLLGATE_ADMIN_MASTER_KEY_FILE", data.resolve("master-key").toString());
    }

    private Map<String, String> meteringSettings() {
        return Map.of(
                "TOLLGATE_METERING_BIND_ADDRESS",
                LOOPBACK,
                "TOLLGATE_METERING_PORT",
                "0",
                "TOLLGATE_METERING_STATE_DIR",
                data.resolve("metering").toString(),
                "TOLLGATE_METERING_STANDBY_REPLICAS",
                "0");
    }

    private Map<String, String> edgeSettings(int index) {
        return Map.of(
                "TOLLGATE_EDGE_NAME", "edge-" + (index + 1),
                "TOLLGATE_EDGE_BIND_ADDRESS", LOOPBACK,
                "TOLLGATE_EDGE_PORT", String.valueOf(edgePorts.get(index)),
                "TOLLGATE_EDGE_PRIVATE_PORT", String.valueOf(edgePorts.get(index) + 1),
                "TOLLGATE_EDGE_DATA_DIR", data.resolve("edge-" + (index + 1)).toString(),
                "TOLLGATE_EDGE_PEPPER_FILE", data.resolve("pepper").toString(),
                "TOLLGATE_EDGE_ALLOWED_UPSTREAMS", "*");
    }

    /** What the user set in the environment holds, but for what this process decides. */
    private static Map<String, String> environment(
            EmbeddedKafka kafka, Map<String, String> decided) {
        var environment = new HashMap<>(System.getenv());
        environment
                .keySet()
                .removeIf(name -> name.startsWith("KAFKA_") || name.startsWith("TOLLGATE_KAFKA_"));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        environment.putAll(decided);
        return environment;
    }
}
