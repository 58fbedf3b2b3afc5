package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.FreePorts;
import io.tollgate.embedded.testing.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a program that is told that this is production starts with, and what it refuses. */
@ExtendWith(BrokerExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class ProductionIT {
    private static final Path HOME =
            Path.of("target", "installations", "ProductionIT").toAbsolutePath();
    private static final int WRONG_SETTING = 2;

    private final Jvm jvm = new Jvm(false);

    @BeforeAll
    void makeSecrets() {
        Directories.makeAfresh(HOME);
        var first = program("secrets", Map.of(), "secrets", "--dir", HOME.toString());
        assertThat(first.start().ended()).as(first.tail()).isZero();
        assertThat(first.output())
                .contains(HOME.resolve("pepper").toString(), HOME.resolve("admin-token").toString())
                .contains("This is told once.");
        var again = program("secrets again", Map.of(), "secrets", "--dir", HOME.toString());
        assertThat(again.start().ended()).as(again.tail()).isZero();
        assertThat(again.output()).isEmpty();
    }

    @Test
    void anEdgeRefusesWhatIsWeakAndSaysWhatIsRight(TestBroker broker) {
        var edge =
                program(
                        "weak edge",
                        edge(
                                broker,
                                Map.of(
                                        "BIND_ADDRESS", "0.0.0.0",
                                        "ALLOWED_UPSTREAMS", "*")),
                        "edge");

        assertThat(edge.start().ended()).as(edge.tail()).isEqualTo(WRONG_SETTING);

        assertThat(edge.output())
                .contains(
                        "TOLLGATE_EDGE_PRODUCTION=true",
                        "TOLLGATE_EDGE_BIND_ADDRESS=0.0.0.0",
                        "TOLLGATE_EDGE_TLS_KEYSTORE",
                        "TOLLGATE_EDGE_PRIVATE_BIND_ADDRESS=0.0.0.0",
                        "TOLLGATE_EDGE_ALLOWED_UPSTREAMS=*");
    }

    @Test
    void anEdgeStartsWithWhatIsRight(TestBroker broker) {
        int port = FreePorts.one();
        var settings =
                edge(
                        broker,
                        Map.of("BIND_ADDRESS", "127.0.0.1", "PRIVATE_PORT", String.valueOf(port)));

        assertStartsAndStops(program("right edge", settings, "edge"), port);
    }

    @Test
    void theAdminApiRefusesWhatIsWeakAndSaysWhatIsRight(TestBroker broker) {
        var settings = new HashMap<>(admin(broker, Map.of("BIND_ADDRESS", "0.0.0.0")));
        settings.remove("TOLLGATE_ADMIN_PEPPER_FILE");
        var admin = program("weak admin", settings, "admin");

        assertThat(admin.start().ended()).as(admin.tail()).isEqualTo(WRONG_SETTING);

        assertThat(admin.output())
                .contains(
                        "TOLLGATE_ADMIN_PRODUCTION=true",
                        "TOLLGATE_ADMIN_BIND_ADDRESS=0.0.0.0",
                        "TOLLGATE_ADMIN_BEHIND_TLS_PROXY",
                        "TOLLGATE_ADMIN_PEPPER_FILE=" + HOME.resolve("admin").resolve("pepper"));
    }

    @Test
    void theAdminApiStartsWithWhatIsRight(TestBroker broker) {
        int port = FreePorts.one();

        assertStartsAndStops(
                program(
                        "right admin",
                        admin(broker, Map.of("PORT", String.valueOf(port))),
                        "admin"),
                port);
    }

    private static void assertStartsAndStops(Program program, int port) {
        try (program) {
            program.start();
            Awaitility.await(program.name() + " has started")
                    .pollInterval(Duration.ofMillis(100))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> !program.isRunning() || Edge.isReady(port));
            assertThat(program.isRunning()).as(program.tail()).isTrue();
            assertThat(program.stop()).as(program.tail()).isZero();
        }
    }

    private static Map<String, String> edge(TestBroker broker, Map<String, String> more) {
        var settings = settings("EDGE", broker, more);
        settings.putIfAbsent("TOLLGATE_EDGE_PORT", "0");
        settings.putIfAbsent("TOLLGATE_EDGE_PRIVATE_PORT", "0");
        settings.put("TOLLGATE_EDGE_DATA_DIR", HOME.resolve("edge").toString());
        return settings;
    }

    private static Map<String, String> admin(TestBroker broker, Map<String, String> more) {
        var settings = settings("ADMIN", broker, more);
        settings.putIfAbsent("TOLLGATE_ADMIN_PORT", "0");
        settings.put("TOLLGATE_ADMIN_DATA_DIR", HOME.resolve("admin").toString());
        settings.put("TOLLGATE_ADMIN_TOKEN_FILE", HOME.resolve("admin-token").toString());
        settings.put("TOLLGATE_ADMIN_MASTER_KEY_FILE", HOME.resolve("master-key").toString());
        return settings;
    }

    private static Map<String, String> settings(
            String program, TestBroker broker, Map<String, String> more) {
        var settings = new HashMap<String, String>();
        String prefix = "TOLLGATE_" + program + "_";
        more.forEach((name, value) -> settings.put(prefix + name, value));
        settings.put(prefix + "PRODUCTION", "true");
        settings.put(prefix + "PEPPER_FILE", HOME.resolve("pepper").toString());
        settings.put(prefix + "TOPIC_PREFIX", broker.prefix());
        settings.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        return settings;
    }

    private Program program(String name, Map<String, String> settings, String... role) {
        return new Program(name, jvm.command(role), settings, HOME);
    }
}
