package io.tollgate.edge.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.javalin.Javalin;
import io.javalin.websocket.WsMessageContext;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.Upstream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** WebSockets through the public door, with a client and a server that know nothing of it. */
class WebSocketIT {
    private static final int GOING_AWAY = 1001;
    private static final String FLOOD = "x".repeat(5_000);

    private final List<String> keysSeen = new CopyOnWriteArrayList<>();
    private final List<String> queriesSeen = new CopyOnWriteArrayList<>();
    private final List<Integer> closed = new CopyOnWriteArrayList<>();
    private Javalin upstream;
    private Doors doors;
    private HttpClient http;

    @BeforeEach
    void open() {
        upstream =
                Javalin.create(
                                config -> {
                                    config.startup.showJavalinBanner = false;
                                    config.jetty.port = 0;
                                    config.jetty.host = Doors.LOOPBACK;
                                    config.routes.ws(
                                            "/echo",
                                            ws -> {
                                                ws.onConnect(socket -> {
                                                    keysSeen.add(
                                                            String.valueOf(
                                                                    socket.header(
                                                                            "X-Tollgate-Key-Id")));
                                                    queriesSeen.add(
                                                            String.valueOf(socket.queryString()));
                                                });
                                                ws.onMessage(WebSocketIT::answer);
                                                ws.onClose(socket -> closed.add(socket.status()));
                                            });
                                })
                        .start();
        doors = new Doors(Doors.route(UnaryOperator.identity(), uri()));
        http = HttpClient.newHttpClient();
    }

    @AfterEach
    void close() {
        http.shutdownNow();
        doors.close();
        upstream.stop();
    }

    @Test
    void passesMessagesBothWaysAndCountsOnce() throws Exception {
        var heard = new Heard();
        WebSocket socket = connect(heard).get(5, TimeUnit.SECONDS);
        String large = "x".repeat(40_000);

        socket.sendText("one", true).get(5, TimeUnit.SECONDS);
        socket.sendText(large, true).get(5, TimeUnit.SECONDS);

        assertThat(heard.messages.poll(5, TimeUnit.SECONDS)).isEqualTo("one");
        assertThat(heard.messages.poll(5, TimeUnit.SECONDS)).isEqualTo(large);
        assertThat(keysSeen).containsExactly("key_1");
        assertThat(doors.log.phases()).containsExactly(Phase.STARTED);
        assertThat(doors.open.size()).isEqualTo(1);

        socket.sendClose(WebSocket.NORMAL_CLOSURE, "done").get(5, TimeUnit.SECONDS);

        assertThat(heard.end.get(5, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
        await().untilAsserted(() -> assertThat(doors.open.size()).isZero());
        assertThat(doors.log.phases()).containsExactly(Phase.STARTED, Phase.FINISHED);
        var finished = doors.log.events.getLast();
        assertThat(finished.status()).isEqualTo(101);
        assertThat(finished.upstream()).isEqualTo(Upstream.OK);
        assertThat(finished.requestBytes()).isGreaterThan(40_000);
        assertThat(finished.responseBytes()).isGreaterThan(40_000);
        await().untilAsserted(() -> assertThat(closed).containsExactly(WebSocket.NORMAL_CLOSURE));
    }

    @Test
    void takesTheKeyFromTheQueryWhereTheRouteAllowsIt() throws Exception {
        doors.route = Doors.route(route -> route.setQueryKey("key"), uri());

        WebSocket socket =
                http.newWebSocketBuilder()
                        .buildAsync(at("/echo?x=1&key=" + Doors.SECRET), new Heard())
                        .get(5, TimeUnit.SECONDS);

        // The upstream looks at what it agreed to after it has said so.
        await().untilAsserted(() -> assertThat(queriesSeen).containsExactly("x=1"));
        assertThat(keysSeen).containsExactly("key_1");
        socket.abort();
        await().untilAsserted(() -> assertThat(doors.open.size()).isZero());
    }

    @Test
    void endsOnBothSidesWhenItsKeyIsDenied() throws Exception {
        var heard = new Heard();
        WebSocket socket = connect(heard).get(5, TimeUnit.SECONDS);
        socket.sendText("one", true).get(5, TimeUnit.SECONDS);
        assertThat(heard.messages.poll(5, TimeUnit.SECONDS)).isEqualTo("one");

        doors.open.cut(key -> key.keyId().equals("another"));
        socket.sendText("two", true).get(5, TimeUnit.SECONDS);
        assertThat(heard.messages.poll(5, TimeUnit.SECONDS)).isEqualTo("two");

        doors.open.cut(key -> key.keyId().equals("key_1"));

        assertThat(doors.open.size()).isZero();
        assertThat(doors.log.phases()).containsExactly(Phase.STARTED, Phase.FINISHED);
        awaitClosed(socket, heard);
        await().untilAsserted(() -> assertThat(closed).hasSize(1));
    }

    @Test
    void endsWhenTheUpstreamEnds() throws Exception {
        var heard = new Heard();
        WebSocket socket = connect(heard).get(5, TimeUnit.SECONDS);

        upstream.stop();

        awaitClosed(socket, heard);
        await().untilAsserted(() -> assertThat(doors.open.size()).isZero());
    }

    @Test
    void isClosedInOrderWhenTheEdgeStops() throws Exception {
        var silent = new Heard();
        connect(silent).get(5, TimeUnit.SECONDS);
        var spoken = new Heard();
        WebSocket socket = connect(spoken).get(5, TimeUnit.SECONDS);
        socket.sendText("one", true).get(5, TimeUnit.SECONDS);
        assertThat(spoken.messages.poll(5, TimeUnit.SECONDS)).isEqualTo("one");

        assertThat(doors.server.drain(Duration.ofSeconds(10))).isTrue();

        assertThat(silent.end.get(5, TimeUnit.SECONDS)).isEqualTo(GOING_AWAY);
        assertThat(spoken.end.get(5, TimeUnit.SECONDS)).isEqualTo(GOING_AWAY);
        await().untilAsserted(() -> assertThat(closed).containsExactly(GOING_AWAY, GOING_AWAY));
        assertThat(doors.log.phases()).filteredOn(Phase.FINISHED::equals).hasSize(2);
    }

    @Test
    void isClosedBetweenTwoFramesThoughTheUpstreamNeverRests() throws Exception {
        var heard = new Heard();
        WebSocket socket = connect(heard).get(5, TimeUnit.SECONDS);
        socket.sendText("flood", true).get(5, TimeUnit.SECONDS);
        for (int i = 0; i < 50; i++) {
            assertThat(heard.messages.poll(5, TimeUnit.SECONDS)).isEqualTo(FLOOD);
        }

        assertThat(doors.server.drain(Duration.ofSeconds(10))).isTrue();

        assertThat(heard.end.get(5, TimeUnit.SECONDS)).isEqualTo(GOING_AWAY);
        assertThat(heard.messages).allMatch(FLOOD::equals);
    }

    private CompletableFuture<WebSocket> connect(WebSocket.Listener listener) {
        return http.newWebSocketBuilder()
                .header("X-API-Key", Doors.SECRET)
                .buildAsync(at("/echo"), listener);
    }

    /** Says the same, or so much that its client never waits. */
    private static void answer(WsMessageContext socket) {
        if (!socket.message().equals("flood")) {
            socket.send(socket.message());
            return;
        }
        Thread.ofVirtual()
                .start(() -> {
                    while (socket.session.isOpen()) {
                        socket.send(FLOOD);
                    }
                });
    }

    private URI at(String target) {
        return URI.create("ws://127.0.0.1:" + doors.port() + target);
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + upstream.port());
    }

    /**
     * Waits until a client's connection is closed: Java's client, which sometimes overlooks that
     * while it is silent, can't send a ping then.
     */
    private static void awaitClosed(WebSocket socket, Heard heard) {
        await().atMost(5, TimeUnit.SECONDS)
                .until(() ->
                        heard.end.isDone()
                                || socket.sendPing(ByteBuffer.allocate(0))
                                        .handle((_, failure) -> failure != null)
                                        .get(5, TimeUnit.SECONDS));
    }

    /** What a client hears: whole messages, and how it ended, -1 if it broke off. */
    private static final class Heard implements WebSocket.Listener {
        final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        final CompletableFuture<Integer> end = new CompletableFuture<>();
        private final StringBuilder pieces = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence text, boolean last) {
            pieces.append(text);
            if (last) {
                messages.add(pieces.toString());
                pieces.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            end.complete(status);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            end.complete(-1);
        }
    }
}
