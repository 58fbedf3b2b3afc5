package io.tollgate.edge.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tollgate.schemas.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients that never fall silent and never come to an end: they are cut off, and others are served
 * meanwhile.
 */
class SlowClientIT {
    private static final String KEY = "Authorization: Bearer " + Doors.SECRET + "\r\n";
    private static final ClientBounds STRICT = new ClientBounds(Duration.ofSeconds(1), 1000, 5000);

    private final ScheduledExecutorService drips = Executors.newSingleThreadScheduledExecutor();
    private TestUpstream upstream;
    private Doors doors;

    @BeforeEach
    void open() throws IOException {
        upstream = new TestUpstream();
        doors = new Doors(Doors.route(UnaryOperator.identity(), upstream.uri()), STRICT);
    }

    @AfterEach
    void close() {
        drips.shutdownNow();
        doors.close();
        upstream.close();
    }

    @Test
    void oneThatDripsTheHeadOfARequestIsCutOff() throws Exception {
        try (var socket = connect()) {
            send(socket, "GET /a HTTP/1.1\r\nHost: a\r\nX-Slow: ");
            drip(socket);

            assertThat(rest(socket)).isEmpty();
        }
        // They are counted when all that were too slow have been cut off.
        await().untilAsserted(() -> assertThat(doors.metrics.slowClients()).isEqualTo(1));
        assertThat(upstream.seen).isEmpty();
        stillServes();
    }

    @Test
    void oneThatDripsEmptyLinesIsCutOff() throws Exception {
        try (var socket = connect()) {
            ScheduledFuture<?> _ =
                    drips.scheduleAtFixedRate(
                            () -> quietly(socket, "\r\n"), 0, 100, TimeUnit.MILLISECONDS);

            assertThat(rest(socket)).doesNotContain("200");
        }
        stillServes();
    }

    @Test
    void oneThatKeepsAConnectionBetweenRequestsIsNotCutOff() throws Exception {
        try (var socket = connect()) {
            for (int i = 0; i < 2; i++) {
                send(socket, "GET /a HTTP/1.1\r\nHost: a\r\n" + KEY + "\r\n");
                assertThat(readUntil(socket, "hello")).contains("200 OK");
                int seen = upstream.seen.size();
                // Longer than a head may take.
                await().pollDelay(Duration.ofMillis(2_500))
                        .until(() -> upstream.seen.size() == seen);
            }
        }
        assertThat(doors.metrics.slowClients()).isZero();
    }

    @Test
    void oneThatDripsABodyIsToldThatItIsTooSlow() throws Exception {
        try (var socket = connect()) {
            send(socket, "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4000\r\n" + KEY + "\r\n");
            drip(socket);

            String answer = rest(socket);
            assertThat(answer).startsWith("HTTP/1.1 408 ").contains("request-timeout");
        }
        await().untilAsserted(() -> assertThat(doors.open.size()).isZero());
        assertThat(doors.metrics.slowClients()).isEqualTo(1);
        assertThat(doors.log.events.getLast().status()).isEqualTo(408);
        assertThat(doors.log.events.getLast().upstream()).isEqualTo(Upstream.UNKNOWN);
        assertThat(upstream.seen).isEmpty();
        stillServes();
    }

    @Test
    void oneThatSendsABodyInPiecesIsServed() throws Exception {
        try (var socket = connect()) {
            send(socket, "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3000\r\n" + KEY + "\r\n");
            Future<?> pieces =
                    drips.scheduleAtFixedRate(
                            () -> quietly(socket, "x".repeat(1000)), 0, 400, TimeUnit.MILLISECONDS);

            assertThat(readUntil(socket, "hello")).contains("200 OK");
            pieces.cancel(false);
        }
        assertThat(upstream.last().body()).hasSize(3000);
    }

    @Test
    void oneThatHardlyReadsTheAnswerIsCutOff() throws Exception {
        doors.close();
        var bounds = new ClientBounds(Duration.ofSeconds(1), 50_000, 0);
        doors = new Doors(Doors.route(UnaryOperator.identity(), upstream.uri()), bounds);
        byte[] large = new byte[64 << 20];
        upstream.then =
                exchange -> {
                    exchange.sendResponseHeaders(200, large.length);
                    exchange.getResponseBody().write(large);
                };
        try (var socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(doors.address());
            send(socket, "GET /a HTTP/1.1\r\nHost: a\r\n" + KEY + "\r\n");
            InputStream in = socket.getInputStream();
            ScheduledFuture<?> _ =
                    drips.scheduleAtFixedRate(() -> quietly(in), 0, 100, TimeUnit.MILLISECONDS);

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(doors.metrics.slowClients()).isEqualTo(1));
        }
        await().untilAsserted(() -> assertThat(doors.open.size()).isZero());
        upstream.then = exchange -> exchange.sendResponseHeaders(204, -1);
        assertThat(RawClient.get(doors.port(), "/fine", KEY).status()).isEqualTo(204);
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedBeforeItIsSent() throws Exception {
        RawClient.Reply reply =
                RawClient.send(
                        doors.port(),
                        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5001\r\n" + KEY + "\r\n");

        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.body()).contains("urn:tollgate:problem:body-too-large").contains("5000");
        assertThat(doors.log.events).isEmpty();
        assertThat(upstream.seen).isEmpty();
    }

    @Test
    void aBodyOfUnknownLengthIsCutOffWhereItGetsTooLarge() throws Exception {
        String chunk = "3e8\r\n" + "x".repeat(1000) + "\r\n";
        RawClient.Reply reply =
                RawClient.send(
                        doors.port(),
                        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                                + KEY
                                + "\r\n"
                                + chunk.repeat(6)
                                + "0\r\n\r\n");

        assertThat(reply.status()).isEqualTo(413);
        assertThat(upstream.seen).isEmpty();
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), doors.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private void drip(Socket socket) {
        ScheduledFuture<?> _ =
                drips.scheduleAtFixedRate(
                        () -> quietly(socket, "x"), 0, 100, TimeUnit.MILLISECONDS);
    }

    private void stillServes() throws IOException {
        assertThat(RawClient.get(doors.port(), "/fine", KEY).status()).isEqualTo(200);
    }

    private static void quietly(Socket socket, String text) {
        try {
            send(socket, text);
        } catch (IOException _) {
            // The other side has closed, which is what the test waits for.
        }
    }

    private static void quietly(InputStream in) {
        try {
            in.skipNBytes(1);
        } catch (IOException _) {
            // As above.
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static String readUntil(Socket socket, String end) throws IOException {
        var seen = new StringBuilder();
        while (seen.indexOf(end) < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                break;
            }
            seen.append((char) next);
        }
        return seen.toString();
    }

    /** What comes until the other side ends the connection, however it does. */
    private static String rest(Socket socket) throws IOException {
        var seen = new StringBuilder();
        try {
            for (int next = socket.getInputStream().read(); next >= 0; ) {
                seen.append((char) next);
                next = socket.getInputStream().read();
            }
        } catch (SocketException _) {
            // Reset, since it was sending still.
        }
        return seen.toString();
    }
}
