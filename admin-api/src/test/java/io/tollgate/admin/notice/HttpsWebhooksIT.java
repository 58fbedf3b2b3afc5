package io.tollgate.admin.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import io.tollgate.admin.TrustedRecords;
import io.tollgate.admin.security.WebhookSecret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks over TLS: the address is looked up once and pinned, the certificate is for the name. */
@ExtendWith(TrustedRecords.class)
class HttpsWebhooksIT {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String HOST = "hooks.example";

    @TempDir private static Path dir;
    private static ServerCertificate rightful;
    private static ServerCertificate another;

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<HttpsServer> servers = new ArrayList<>();

    private record Received(List<String> names, Map<String, List<String>> headers, String body) {}

    @BeforeAll
    static void makeCertificates() throws Exception {
        rightful = ServerCertificate.of(HOST, dir);
        another = ServerCertificate.of("other.example", dir);
    }

    @AfterEach
    void stopReceivers() {
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void aReceiverWithACertificateForItsNameGetsItSigned() throws Exception {
        int port = receiver(rightful);

        assertThat(deliver(HOST, port, trusting(rightful))).isEqualTo(new Outcome.Delivered());

        Received one = received.getFirst();
        new Webhook(SECRET).verify(one.body(), one.headers());
        assertThat(one.headers().get("host")).containsExactly(HOST + ":" + port);
        assertThat(one.names()).as("the name that the client asked for").containsExactly(HOST);
    }

    @Test
    void nothingIsSentToOneWhomNobodyVouchesFor() throws Exception {
        int port = receiver(rightful);

        assertThat(deliver(HOST, port, Authorities.ofJava()))
                .isEqualTo(Outcome.failed(Outcome.WRONG_CERTIFICATE));
        assertThat(deliver(HOST, port, trusting(another)))
                .isEqualTo(Outcome.failed(Outcome.WRONG_CERTIFICATE));
        assertThat(received).isEmpty();
    }

    @Test
    void aTrustedCertificateForAnotherNameIsRefusedAtTheAddressThatWasChecked() throws Exception {
        int port = receiver(another);

        assertThat(deliver(HOST, port, trusting(another)))
                .isEqualTo(Outcome.failed(Outcome.WRONG_CERTIFICATE));
        assertThat(received).isEmpty();
        assertThat(deliver("other.example", port, trusting(another)))
                .isEqualTo(new Outcome.Delivered());
    }

    @Test
    void aCertificateForANameIsNoneForTheAddress() throws Exception {
        int port = receiver(rightful);

        assertThat(deliver("127.0.0.1", port, trusting(rightful)))
                .isEqualTo(Outcome.failed(Outcome.WRONG_CERTIFICATE));
        assertThat(received).isEmpty();
    }

    @Test
    void aFileMayHoldSeveralAuthoritiesAndMustHoldOne() throws Exception {
        Path both = dir.resolve("both.pem");
        Files.writeString(both, Files.readString(another.pem()) + Files.readString(rightful.pem()));
        int port = receiver(rightful);

        assertThat(deliver(HOST, port, Authorities.with(Optional.of(both))))
                .isEqualTo(new Outcome.Delivered());

        Path nothing = Files.writeString(dir.resolve("nothing.pem"), "");
        assertThatThrownBy(() -> Authorities.with(Optional.of(nothing)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("must hold certificates in PEM");
        Path junk = Files.writeString(dir.resolve("junk.pem"), "-----BEGIN CERTIFICATE-----\nx\n");
        assertThatThrownBy(() -> Authorities.with(Optional.of(junk)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("must hold certificates in PEM");
    }

    private static Authorities trusting(ServerCertificate certificate) throws IOException {
        return Authorities.with(Optional.of(certificate.pem()));
    }

    private static Outcome deliver(String host, int port, Authorities authorities)
            throws InterruptedException {
        var guard =
                new WebhookGuard(_ -> new InetAddress[] {InetAddress.getLoopbackAddress()}, true);
        try (var webhooks =
                JettyWebhooks.start(
                        guard, authorities, InstantSource.system(), Duration.ofSeconds(20))) {
            return webhooks.deliver(
                    SampleNotifications.pending("ntf_1"),
                    new Address.Webhook(
                            URI.create("https://" + host + ":" + port + "/hooks"),
                            WebhookSecret.parse(SECRET)));
        }
    }

    private int receiver(ServerCertificate certificate) throws Exception {
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var server = HttpsServer.create(loopback, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.server()));
        server.createContext("/", this::take);
        server.start();
        servers.add(server);
        return server.getAddress().getPort();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = new TreeMap<String, List<String>>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
            byte[] body = exchange.getRequestBody().readAllBytes();
            received.add(
                    new Received(
                            names((HttpsExchange) exchange),
                            headers,
                            new String(body, StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(204, -1);
        }
    }

    private static List<String> names(HttpsExchange exchange) {
        return ((ExtendedSSLSession) exchange.getSSLSession())
                .getRequestedServerNames().stream().map(HttpsWebhooksIT::name).toList();
    }

    private static String name(SNIServerName name) {
        return name instanceof SNIHostName host ? host.getAsciiName() : name.toString();
    }
}
