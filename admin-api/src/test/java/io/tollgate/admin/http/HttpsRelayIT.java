package io.tollgate.admin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.tollgate.admin.notice.ServerCertificate;
import io.tollgate.admin.security.Permission;
import io.tollgate.admin.table.Election;
import io.tollgate.admin.table.Standing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The instance that writes is reached through a proxy in front of it that terminates TLS. */
class HttpsRelayIT {
    private static final Endpoint CREATE =
            Endpoint.post("/v1/keys", Permission.ISSUE_KEYS, _ -> Answer.nothing());

    @TempDir private Path dir;
    private final List<String> received = new ArrayList<>();
    private ServerCertificate certificate;
    private HttpsServer proxy;

    /** Another instance was elected, and stays so. */
    private record Elected(URI writer) implements Election {
        @Override
        public Standing standing() {
            return new Standing.Follows(writer);
        }

        @Override
        public Standing awaitOther(Standing than, Duration most) {
            throw new AssertionError("there is nothing to wait for");
        }
    }

    @BeforeEach
    void listen() throws Exception {
        certificate = ServerCertificate.of("localhost", dir);
        proxy = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.setHttpsConfigurator(new HttpsConfigurator(certificate.server()));
        proxy.createContext("/", this::take);
        proxy.start();
    }

    @AfterEach
    void stop() {
        proxy.stop(0);
    }

    @Test
    void callsArePassedOnToOneWhoseCertificateIsTrusted() throws Exception {
        assertThat(ask("localhost", certificate.client()).status()).isEqualTo(201);
        assertThat(received).containsExactly("Bearer t");
    }

    @Test
    void nothingIsSentToOneWhomNobodyVouchesFor() {
        assertThatThrownBy(() -> ask("localhost", SSLContext.getDefault()))
                .satisfies(HttpsRelayIT::isClear);
        assertThat(received).isEmpty();
    }

    @Test
    void aCertificateIsForItsNameOnly() {
        assertThatThrownBy(() -> ask("127.0.0.1", certificate.client()))
                .satisfies(HttpsRelayIT::isClear);
        assertThat(received).isEmpty();
    }

    private static void isClear(Throwable refused) {
        assertThat(refused)
                .hasMessageContaining("certificate")
                .hasMessageContaining("nothing was done")
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problem().type()).endsWith(":writer-unreachable");
                            assertThat(e.problem().status()).isEqualTo(503);
                        });
    }

    private Answer ask(String host, SSLContext tls) {
        var writer = URI.create("https://" + host + ":" + proxy.getAddress().getPort());
        var call =
                new Call(
                        "/v1/keys",
                        Map.of(),
                        Map.of(),
                        name -> name.equals("Authorization") ? List.of("Bearer t") : List.of(),
                        () -> "{}".getBytes(StandardCharsets.UTF_8),
                        "192.0.2.1",
                        Optional.empty());
        try (var relay = new HttpRelay(new Elected(writer), _ -> {}, System::nanoTime, tls)) {
            return relay.answer(
                    call,
                    CREATE,
                    _ -> {
                        throw new AssertionError("done here");
                    });
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            received.add(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(201, -1);
        }
    }
}
