package io.tollgate.edge.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tollgate.schemas.Door;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bytes of WebSockets over raw sockets: what goes into the door, and what comes out. */
class TunnelIT {
    private static final String KEY = "X-API-Key: " + Doors.SECRET + "\r\n";
    private static final String SWITCHING =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade:"
                    + " websocket\r\nSec-WebSocket-Accept: abc\r\n\r\n";
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int MUCH = 64 << 20;

    private ServerSocket upstream;
    private Doors doors;

    @BeforeEach
    void open() throws IOException {
        upstream = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        doors = new Doors(Doors.route(UnaryOperator.identity(), uri()));
    }

    @AfterEach
    void close() throws IOException {
        doors.close();
        upstream.close();
    }

    @Test
    void handsOverTheHeadsAndNothingThatConcernsOneConnectionOnly() throws Exception {
        try (Socket client = ask(KEY);
                Socket server = accept()) {
            String asked = head(server.getInputStream());
            say(server, SWITCHING);
            String answered = head(client.getInputStream());

            assertThat(asked).startsWith("GET /ws HTTP/1.1\r\n");
            assertThat(asked).containsIgnoringCase("\r\nUpgrade: websocket\r\n");
            assertThat(asked).containsIgnoringCase("\r\nConnection: Upgrade\r\n");
            assertThat(asked)
                    .containsIgnoringCase("\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==");
            assertThat(asked).containsIgnoringCase("\r\nX-Tollgate-Key-Id: key_1\r\n");
            assertThat(asked).doesNotContain(Doors.SECRET);
            assertThat(answered).startsWith("HTTP/1.1 101 ");
            assertThat(answered).containsIgnoringCase("\r\nUpgrade: websocket\r\n");
            assertThat(answered).containsIgnoringCase("\r\nConnection: Upgrade\r\n");
            assertThat(answered).containsIgnoringCase("\r\nSec-WebSocket-Accept: abc\r\n");
            assertThat(answered).containsIgnoringCase("\r\nRateLimit: ");
            assertThat(answered).doesNotContainIgnoringCase("\r\nContent-Length:");
            assertThat(answered).doesNotContainIgnoringCase("\r\nTransfer-Encoding:");
        }
    }

    @Test
    void losesNothingThatComesWithTheHeads() throws Exception {
        try (Socket client = ask(KEY, "early from the client");
                Socket server = accept()) {
            head(server.getInputStream());
            say(server, SWITCHING + "early from the server");
            head(client.getInputStream());

            assertThat(client.getInputStream().readNBytes(21))
                    .asString()
                    .isEqualTo("early from the server");
            assertThat(server.getInputStream().readNBytes(21))
                    .asString()
                    .isEqualTo("early from the client");
        }
        await().untilAsserted(() -> assertThat(doors.open.size()).isZero());
        assertThat(doors.log.events.getLast().requestBytes()).isEqualTo(21);
        assertThat(doors.log.events.getLast().responseBytes()).isEqualTo(21);
    }

    @Test
    void makesTheSenderWaitForTheReceiver() throws Exception {
        try (Socket client = ask(KEY);
                Socket server = accept()) {
            head(server.getInputStream());
            say(server, SWITCHING);
            head(client.getInputStream());
            waits(client, server);
            waits(server, client);
        }
        await().untilAsserted(() -> assertThat(doors.open.size()).isZero());
        assertThat(doors.log.events.getLast().requestBytes()).isEqualTo(MUCH);
        assertThat(doors.log.events.getLast().responseBytes()).isEqualTo(MUCH);
    }

    @Test
    void passesOnThatOneSideHasSaidAll() throws Exception {
        try (Socket client = ask(KEY);
                Socket server = accept()) {
            head(server.getInputStream());
            say(server, SWITCHING);
            head(client.getInputStream());

            say(client, "last words");
            client.shutdownOutput();
            assertThat(server.getInputStream().readAllBytes()).asString().isEqualTo("last words");

            say(server, "heard");
            server.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("heard");
        }
        await().untilAsserted(() -> assertThat(doors.open.size()).isZero());
    }

    @Test
    void endsAtOnceWhenTheKeyIsDeniedThoughNobodyReads() throws Exception {
        try (Socket client = ask(KEY);
                Socket server = accept()) {
            head(server.getInputStream());
            say(server, SWITCHING);
            head(client.getInputStream());
            CompletableFuture<Long> writing = CompletableFuture.supplyAsync(() -> write(client, 1));
            await().until(() -> doors.open.size() == 1);

            doors.open.cut(_ -> true);

            assertThat(doors.open.size()).isZero();
            assertThat(writing).failsWithin(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            assertThat(doors.log.phases()).containsExactly(Phase.STARTED, Phase.FINISHED);
        }
    }

    @Test
    void endsWhatIsDeniedBeforeTheUpstreamHasAgreed() throws Exception {
        try (Socket client = ask(KEY);
                Socket server = accept()) {
            head(server.getInputStream());

            doors.open.cut(_ -> true);

            assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 401 ");
            assertThat(server.getInputStream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void endsWhatIsDeniedBetweenTheUpstreamsAnswerAndItsEvent() throws Exception {
        doors.log.from(FakeEventLog.Fate.HELD);
        try (Socket client = ask(KEY);
                Socket server = accept()) {
            head(server.getInputStream());
            say(server, SWITCHING);
            await().until(() -> doors.log.events.stream().anyMatch(e -> e.status() == 101));

            doors.open.cut(_ -> true);
            doors.log.writeHeld();

            assertThat(client.getInputStream().readAllBytes()).isEmpty();
            assertThat(server.getInputStream().readAllBytes()).isEmpty();
            assertThat(doors.open.size()).isZero();
        }
    }

    @Test
    void showsNothingOfAWebSocketWhoseEventCannotBeWritten() throws Exception {
        doors.log.from(FakeEventLog.Fate.REFUSED);
        try (Socket client = ask(KEY);
                Socket server = accept()) {
            head(server.getInputStream());
            say(server, SWITCHING + "secret");

            assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 503 ");
            assertThat(server.getInputStream().readAllBytes()).isEmpty();
        }
        assertThat(doors.released).containsExactly(Doors.CHARGE);
        assertThat(doors.metrics.requests(Door.PROXY, Outcome.OVERLOADED)).isEqualTo(1);
    }

    @Test
    void endsWhenNothingWasSentForTheRoutesIdleTime() throws Exception {
        doors.route = Doors.route(route -> route.setIdleTimeoutMillis(300), uri());
        try (Socket client = ask(KEY);
                Socket server = accept()) {
            head(server.getInputStream());
            say(server, SWITCHING);
            head(client.getInputStream());

            assertThat(client.getInputStream().readAllBytes()).isEmpty();
            assertThat(server.getInputStream().readAllBytes()).isEmpty();
        }
        await().untilAsserted(() -> assertThat(doors.open.size()).isZero());
    }

    @Test
    void answersInHttpWhereTheUpstreamDoes() throws Exception {
        try (Socket client = ask(KEY);
                Socket server = accept()) {
            head(server.getInputStream());
            say(server, "HTTP/1.1 403 No\r\nContent-Length: 4\r\n\r\nnope");

            assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 403 ");
            assertThat(client.getInputStream().readNBytes(4)).asString().isEqualTo("nope");
        }
        assertThat(doors.log.phases()).containsExactly(Phase.WHOLE);
    }

    @Test
    void answers502WhereTheUpstreamAgreesToSomethingElse() throws Exception {
        try (Socket client = ask(KEY);
                Socket server = accept()) {
            head(server.getInputStream());
            say(
                    server,
                    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade:"
                            + " other\r\n\r\n");

            assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 502 ");
        }
    }

    @Test
    void asksNobodyWithoutAKeyOrWhereTheRequestIsNotOneForAWebSocket() throws IOException {
        String upgrade = "Host: a\r\nConnection: close, Upgrade\r\nUpgrade: websocket\r\n";

        assertThat(RawClient.send(doors.port(), "GET /ws HTTP/1.1\r\n" + upgrade + "\r\n").status())
                .isEqualTo(401);
        assertThat(
                        RawClient.send(
                                        doors.port(),
                                        "POST /ws HTTP/1.1\r\n"
                                                + upgrade
                                                + KEY
                                                + "Content-Length: 1\r\n\r\nx")
                                .status())
                .isEqualTo(400);
        assertThat(
                        RawClient.send(
                                        doors.port(),
                                        "GET /ws HTTP/1.1\r\nHost: a\r\nConnection:"
                                                + " close\r\nUpgrade: websocket\r\n"
                                                + KEY
                                                + "\r\n")
                                .status())
                .isEqualTo(400);
        assertThat(doors.log.events).isEmpty();
    }

    private Socket ask(String key) throws IOException {
        return ask(key, "");
    }

    private Socket ask(String key, String more) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), doors.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        say(
                socket,
                "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade:"
                        + " websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key:"
                        + " AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                        + key
                        + "\r\n"
                        + more);
        return socket;
    }

    private Socket accept() throws IOException {
        upstream.setSoTimeout(PATIENCE_MILLIS);
        Socket socket = upstream.accept();
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + upstream.getLocalPort());
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** Much is sent, which does not end before the other side reads; then all is there. */
    private static void waits(Socket from, Socket to) throws IOException {
        CompletableFuture<Long> sent = CompletableFuture.supplyAsync(() -> write(from, 7));
        await().during(300, TimeUnit.MILLISECONDS).until(() -> !sent.isDone());

        var sum = new CRC32();
        byte[] piece = new byte[1 << 16];
        for (int left = MUCH; left > 0; ) {
            int read = to.getInputStream().read(piece, 0, Math.min(left, piece.length));
            assertThat(read).isPositive();
            sum.update(piece, 0, read);
            left -= read;
        }
        assertThat(sum.getValue()).isEqualTo(sent.join());
    }

    /** Sends much, and says what sum it has. */
    private static long write(Socket socket, int seed) {
        var random = new Random(seed);
        var sum = new CRC32();
        byte[] piece = new byte[1 << 16];
        try {
            for (int left = MUCH; left > 0; left -= piece.length) {
                random.nextBytes(piece);
                sum.update(piece);
                socket.getOutputStream().write(piece);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return sum.getValue();
    }
}
