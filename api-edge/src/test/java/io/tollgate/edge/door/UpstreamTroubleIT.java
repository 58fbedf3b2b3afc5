package io.tollgate.edge.door;

import static io.tollgate.edge.door.RawClient.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tollgate.edge.door.RawClient.Reply;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.Upstream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Upstreams that can't be connected to, never answer, or answer what nobody asked for. */
class UpstreamTroubleIT {
    private static final String KEY = "Authorization: Bearer " + Doors.SECRET + "\r\n";

    private TestUpstream healthy;
    private Doors doors;

    @BeforeEach
    void open() throws IOException {
        healthy = new TestUpstream();
        doors = new Doors(Doors.route(UnaryOperator.identity(), healthy.uri()));
    }

    @AfterEach
    void close() {
        doors.close();
        healthy.close();
    }

    @Test
    void goesToTheNextWhenAConnectionDoesNotComeAboutInTime() throws Exception {
        try (var full = new FullServer()) {
            doors.route =
                    Doors.route(
                            route -> route.setConnectTimeoutMillis(200), full.uri(), healthy.uri());

            for (int i = 0; i < 4; i++) {
                assertThat(get(doors.port(), "/a", KEY).status()).isEqualTo(200);
            }
        }
        assertThat(healthy.seen).hasSize(4);
        assertThat(doors.log.events)
                .filteredOn(event -> event.phase() != Phase.STARTED)
                .hasSize(4)
                .allMatch(event -> event.upstream() == Upstream.OK);
    }

    @Test
    void answers504WhenNoConnectionComesAboutInTime() throws Exception {
        try (var full = new FullServer()) {
            doors.route = Doors.route(route -> route.setConnectTimeoutMillis(200), full.uri());

            Reply reply = get(doors.port(), "/a", KEY);

            assertThat(reply.status()).isEqualTo(504);
            await().untilAsserted(() ->
                    assertThat(doors.log.events.getLast().upstream()).isEqualTo(Upstream.TIMEOUT));
        }
    }

    @Test
    void leavesAloneForAWhileWhatNeverAnswers() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            doors.route =
                    Doors.route(route -> route.setTimeoutMillis(100), uri(silent), healthy.uri());
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                statuses.add(get(doors.port(), "/a", KEY).status());
            }

            assertThat(statuses).filteredOn(status -> status == 504).hasSize(3);
            assertThat(statuses.subList(6, 12)).containsOnly(200);
        }
    }

    @Test
    void othersAreServedWhileOneHangs() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            doors.route = Doors.route(UnaryOperator.identity(), uri(silent));
            List<Socket> waiting = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                var socket = new Socket(InetAddress.getLoopbackAddress(), doors.port());
                waiting.add(socket);
                socket.getOutputStream()
                        .write(
                                ("GET /a HTTP/1.1\r\nHost: a\r\n" + KEY + "\r\n")
                                        .getBytes(StandardCharsets.US_ASCII));
            }
            await().until(() -> doors.open.size() == 40);

            doors.route = Doors.route(UnaryOperator.identity(), healthy.uri());
            assertThat(get(doors.port(), "/a", KEY).status()).isEqualTo(200);

            for (Socket socket : waiting) {
                socket.close();
            }
        }
        await().untilAsserted(() -> assertThat(doors.open.size()).isZero());
    }

    @Test
    void passesNoSwitchOfProtocolOnThatNobodyAskedFor() throws Exception {
        try (var odd = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> switchUnasked(odd));
            doors.route = Doors.route(UnaryOperator.identity(), uri(odd));

            Reply reply = get(doors.port(), "/a", KEY);

            assertThat(reply.status()).isEqualTo(502);
            assertThat(reply.body()).contains("urn:tollgate:problem:upstream-failed");
        }
        assertThat(doors.log.events.getLast().upstream()).isEqualTo(Upstream.FAILED);
    }

    @Test
    void tellsTheUpstreamNoOtherMethodThanTheOneThatWasJudged() throws Exception {
        get(
                doors.port(),
                "/a",
                KEY + "X-HTTP-Method-Override: DELETE\r\nX_Method_Override: PUT\r\n");

        assertThat(healthy.last().method()).isEqualTo("GET");
        assertThat(healthy.last().fields().toString()).doesNotContainIgnoringCase("override");
        assertThat(doors.log.events.getLast().method()).isEqualTo("GET");
    }

    private static void switchUnasked(ServerSocket server) {
        try (var socket = server.accept()) {
            socket.getOutputStream()
                    .write(
                            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException _) {
            // The edge has closed it.
        }
    }

    private static URI uri(ServerSocket server) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** A server whose queue is full: the system answers no further attempt to connect. */
    private static final class FullServer implements AutoCloseable {
        private final ServerSocket server =
                new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final List<Socket> fill = new ArrayList<>();

        FullServer() throws IOException {
            while (true) {
                var socket = new Socket();
                fill.add(socket);
                try {
                    socket.connect(server.getLocalSocketAddress(), 200);
                } catch (SocketTimeoutException _) {
                    return;
                }
            }
        }

        URI uri() {
            return UpstreamTroubleIT.uri(server);
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : fill) {
                socket.close();
            }
            server.close();
        }
    }
}
