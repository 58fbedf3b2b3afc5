package io.tollgate.admin;

import static io.tollgate.admin.AdminUnderTest.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.admin.http.PortInUseException;
import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.OnBothBrokers;
import io.tollgate.embedded.testing.TestBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.common.KafkaException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@OnBothBrokers
@ExtendWith(BrokerExtension.class)
class FirstStartIT {
    @TempDir private Path dir;

    @Test
    void makesItsSecretsForItsUserAlone(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            for (String secret : new String[] {"pepper", "admin-token", "master-key"}) {
                assertThat(
                                PosixFilePermissions.toString(
                                        Files.getPosixFilePermissions(dir.resolve(secret))))
                        .as(secret)
                        .isEqualTo("rw-------");
            }
            assertThat(admin.get("/v1/operators/me").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void usesTheSecretsThatWereMadeBefore(TestBroker broker) throws Exception {
        assertThat(Secrets.create(dir, new SecureRandom())).hasSize(3);
        assertThat(Secrets.create(dir, new SecureRandom())).isEmpty();
        String token = Files.readString(dir.resolve("admin-token"));
        try (var admin = AdminUnderTest.start(broker, dir)) {
            assertThat(admin.get("/v1/operators/me").statusCode()).isEqualTo(200);
        }
        assertThat(Files.readString(dir.resolve("admin-token"))).isEqualTo(token);
    }

    @Test
    void namesAFileThatIsMissingOrBroken(TestBroker broker) throws Exception {
        Path elsewhere = dir.resolve("elsewhere");
        assertThatThrownBy(() ->
                        start(broker, Map.of("TOLLGATE_ADMIN_PEPPER_FILE", elsewhere.toString())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("TOLLGATE_ADMIN_PEPPER_FILE")
                .hasMessageContaining("tollgate secrets");
        Files.writeString(dir.resolve("master-key"), "nonsense");
        assertThatThrownBy(() -> start(broker, Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("master-key must hold a master key");
        Files.delete(dir.resolve("master-key"));
        Files.writeString(dir.resolve("admin-token"), "nonsense");
        assertThatThrownBy(() -> start(broker, Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("admin-token must hold a token")
                .hasMessageNotContaining("nonsense");
    }

    @Test
    void doesNotPutANewPepperInThePlaceOfALostOne(TestBroker broker) throws Exception {
        AdminUnderTest.start(broker, dir).close();
        Files.delete(dir.resolve("pepper"));

        assertThatThrownBy(() -> start(broker, Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bring it back");
    }

    @Test
    void beginsOnceWhenTwoWithEmptyDirectoriesStartAtTheSameTime(TestBroker broker)
            throws Exception {
        var started = new ArrayList<Admin>();
        var refusals = new ArrayList<Throwable>();
        var both = new ArrayList<Future<Admin>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String name : List.of("a", "b")) {
                var settings = named(broker, name);
                both.add(threads.submit(() -> Admin.start(settings)));
            }
        }
        for (Future<Admin> each : both) {
            try {
                started.add(each.get());
            } catch (ExecutionException e) {
                refusals.add(e.getCause());
            }
        }

        assertThat(started).hasSize(1);
        assertThat(refusals)
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another instance was started first");
        started.getFirst().close();
        boolean aBegan = Files.exists(dir.resolve("a/admin-token"));
        String other = aBegan ? "b" : "a";
        assertThatThrownBy(() -> Admin.start(named(broker, other)).close())
                .as("though nobody else runs")
                .hasMessageContaining(dir.resolve(other).resolve("pepper").toString())
                .hasMessageContaining(dir.resolve(other).resolve("master-key").toString());
        for (String secret : List.of("pepper", "master-key")) {
            Files.copy(
                    dir.resolve(aBegan ? "a" : "b").resolve(secret),
                    dir.resolve(other).resolve(secret),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        Admin.start(named(broker, other)).close();
    }

    @Test
    void doesNotStartWithAnotherPepperOrMasterKeyThanTheOthersHave(TestBroker broker)
            throws Exception {
        AdminUnderTest.start(broker, dir).close();
        Path elsewhere = dir.resolve("elsewhere");
        Secrets.create(elsewhere, new SecureRandom());
        for (String secret : List.of("PEPPER", "MASTER_KEY")) {
            String file =
                    elsewhere.resolve(secret.toLowerCase(Locale.ROOT).replace('_', '-')).toString();
            assertThatThrownBy(
                            () -> start(broker, Map.of("TOLLGATE_ADMIN_" + secret + "_FILE", file)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file)
                    .hasMessageContaining("Take both from an instance that runs");
        }
    }

    @Test
    void namesThePortThatIsInUse(TestBroker broker) throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());

            assertThatThrownBy(() -> start(broker, Map.of("TOLLGATE_ADMIN_PORT", port)))
                    .isInstanceOf(PortInUseException.class)
                    .hasMessageContaining(port)
                    .hasMessageContaining("TOLLGATE_ADMIN_PORT");
        }
    }

    @Test
    void saysSoWhenKafkaIsNotThere(TestBroker broker) throws Exception {
        String nowhere = "127.0.0.1:1";

        assertThatThrownBy(() -> start(broker, Map.of("KAFKA_BOOTSTRAP_SERVERS", nowhere)))
                .isInstanceOf(KafkaException.class);
    }

    @Test
    void tellsHowItIsAndWhatItIs(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            assertThat(expect(200, admin.get("/health/live")).path("status").asText())
                    .isEqualTo("live");
            assertThat(expect(200, admin.get("/health/ready")).path("writes").asText())
                    .isEqualTo("accepted");
            assertThat(admin.get("/").body()).contains("/openapi.yaml");
            assertThat(admin.get("/openapi.yaml").body()).startsWith("openapi: 3.1.0");
            assertThat(admin.get("/metrics").body())
                    .contains(
                            "tollgate_admin_calls_seconds_count{method=\"GET\",path=\"/health/live\"")
                    .contains("tollgate_admin_writes 1.0");
        }
    }

    private AdminSettings named(TestBroker broker, String name) {
        return AdminUnderTest.settings(
                broker, dir.resolve(name), Map.of("TOLLGATE_ADMIN_INSTANCE", name));
    }

    private void start(TestBroker broker, Map<String, String> more) throws Exception {
        Admin.start(AdminUnderTest.settings(broker, dir, more)).close();
    }
}
