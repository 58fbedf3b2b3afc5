package io.tollgate.admin.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tollgate.admin.TrustedRecords;
import io.tollgate.admin.security.WebhookSecret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Webhooks against a real receiver on a real port. */
@ExtendWith(TrustedRecords.class)
class JettyWebhooksIT {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger lookups = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);
    private HttpServer server;

    private record Received(String path, Map<String, List<String>> headers, String body) {}

    @BeforeEach
    void startReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stopReceiver() {
        released.countDown();
        server.stop(0);
    }

    @Test
    void aReceiverVerifiesWhatItGetsWithALibraryThatIsNotOurs() throws Exception {
        try (var webhooks = webhooks(true, Duration.ofSeconds(10))) {
            assertThat(deliver(webhooks, "/204")).isInstanceOf(Outcome.Delivered.class);
        }

        Received one = received.getFirst();
        new Webhook(SECRET).verify(one.body(), one.headers());
        assertThat(one.headers().get("webhook-id")).containsExactly("ntf_1");
        assertThat(one.headers().get("content-type")).containsExactly("application/json");
        assertThat(one.headers().get("host"))
                .containsExactly("hooks.example:" + server.getAddress().getPort());
        assertThat(one.body()).isEqualTo(SampleNotifications.pending("ntf_1").getBody());
    }

    @Test
    void onlyAnAnswerOf2xxIsADelivery() throws Exception {
        try (var webhooks = webhooks(true, Duration.ofSeconds(10))) {
            assertThat(deliver(webhooks, "/200")).isInstanceOf(Outcome.Delivered.class);
            assertThat(deliver(webhooks, "/410")).isInstanceOf(Outcome.Gone.class);
            assertThat(deliver(webhooks, "/404")).isEqualTo(Outcome.failed("answered 404"));
            assertThat(deliver(webhooks, "/500")).isEqualTo(Outcome.failed("answered 500"));
            assertThat(deliver(webhooks, "/503"))
                    .isEqualTo(new Outcome.Failed("answered 503", Duration.ofMinutes(2)));
        }
    }

    @Test
    void redirectsAreNotFollowed() throws Exception {
        try (var webhooks = webhooks(true, Duration.ofSeconds(10))) {
            assertThat(deliver(webhooks, "/307")).isEqualTo(Outcome.failed("answered 307"));
        }

        assertThat(received).extracting(Received::path).containsExactly("/307");
    }

    @Test
    void aHostIsLookedUpOnceForAConnection() throws Exception {
        try (var webhooks = webhooks(true, Duration.ofSeconds(10))) {
            assertThat(deliver(webhooks, "/200")).isInstanceOf(Outcome.Delivered.class);
        }

        assertThat(lookups).hasValue(1);
    }

    @Test
    void nothingConnectsToAnInternalAddress() throws Exception {
        try (var listener = new ServerSocket(0, 1, LOOPBACK);
                var webhooks = webhooks(false, Duration.ofSeconds(5))) {
            listener.setSoTimeout(300);
            var url = URI.create("https://hooks.example:" + listener.getLocalPort() + "/");
            assertThat(webhooks.deliver(SampleNotifications.pending("ntf_1"), to(url)))
                    .isEqualTo(
                            Outcome.failed(
                                    "the host has an internal address, which is not allowed"));
            for (String host : List.of("127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433")) {
                var direct = URI.create("https://" + host + ":" + listener.getLocalPort() + "/");
                assertThat(webhooks.deliver(SampleNotifications.pending("ntf_1"), to(direct)))
                        .as(host)
                        .isInstanceOf(Outcome.Failed.class);
            }
            assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void withoutTlsNothingIsSentToTheInternet() throws Exception {
        try (var webhooks = webhooks(false, Duration.ofSeconds(5))) {
            assertThat(deliver(webhooks, "/200"))
                    .isEqualTo(new Outcome.Refused("the URL is not https"));
        }

        assertThat(received).isEmpty();
        assertThat(lookups).hasValue(0);
    }

    @Test
    void slowAndEndlessReceiversAreGivenUpInTime() throws Exception {
        try (var webhooks = webhooks(true, Duration.ofMillis(500))) {
            long begin = System.nanoTime();
            assertThat(deliver(webhooks, "/slow")).isInstanceOf(Outcome.Failed.class);
            assertThat(deliver(webhooks, "/endless")).isNotNull();
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isLessThan(Duration.ofSeconds(8));
        }
    }

    @Test
    void nobodyListens() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, LOOPBACK)) {
            port = socket.getLocalPort();
        }
        try (var webhooks = webhooks(true, Duration.ofSeconds(5))) {
            Outcome outcome =
                    webhooks.deliver(
                            SampleNotifications.pending("ntf_1"),
                            to(URI.create("http://hooks.example:" + port + "/")));
            assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        }
    }

    private Outcome deliver(JettyWebhooks webhooks, String path) throws InterruptedException {
        int port = server.getAddress().getPort();
        return webhooks.deliver(
                SampleNotifications.pending("ntf_1"),
                to(URI.create("http://hooks.example:" + port + path)));
    }

    private static Address.Webhook to(URI url) {
        return new Address.Webhook(url, WebhookSecret.parse(SECRET));
    }

    private JettyWebhooks webhooks(boolean internal, Duration patience) {
        WebhookGuard.Lookup lookup =
                host -> {
                    lookups.incrementAndGet();
                    return host.equals("hooks.example")
                            ? new InetAddress[] {LOOPBACK}
                            : InetAddress.getAllByName(host);
                };
        return JettyWebhooks.start(
                new WebhookGuard(lookup, internal),
                Authorities.ofJava(),
                InstantSource.system(),
                patience);
    }

    private static void endless(HttpExchange exchange, CountDownLatch released) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        while (released.getCount() > 0) {
            exchange.getResponseBody().write(new byte[1_000]);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            var headers = new TreeMap<String, List<String>>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
            byte[] body = exchange.getRequestBody().readAllBytes();
            received.add(new Received(path, headers, new String(body, StandardCharsets.UTF_8)));
            switch (path) {
                case "/slow" -> released.await();
                case "/endless" -> endless(exchange, released);
                case "/307" -> {
                    exchange.getResponseHeaders().add("Location", "/200");
                    exchange.sendResponseHeaders(307, -1);
                }
                case "/503" -> {
                    exchange.getResponseHeaders().add("Retry-After", "120");
                    exchange.sendResponseHeaders(503, -1);
                }
                default -> exchange.sendResponseHeaders(Integer.parseInt(path.substring(1)), -1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
