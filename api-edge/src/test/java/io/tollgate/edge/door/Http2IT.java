package io.tollgate.edge.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tollgate.schemas.Door;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.io.EndPoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The public door over HTTP/2 without TLS. */
class Http2IT {
    private TestUpstream upstream;
    private Doors doors;
    private HTTP2Client frames;
    private HttpClient client;

    @BeforeEach
    void open() throws Exception {
        upstream = new TestUpstream();
        doors = new Doors(Doors.route(UnaryOperator.identity(), upstream.uri()));
        frames = new HTTP2Client();
        client = new HttpClient(new HttpClientTransportOverHTTP2(frames));
        client.start();
    }

    @AfterEach
    void close() throws Exception {
        client.stop();
        doors.close();
        upstream.close();
    }

    @Test
    void takesClientsThatBeginWithHttp2() throws Exception {
        ContentResponse reply = to("/a?x=1").headers(fields -> fields.put("Cookie", "a=1")).send();

        assertThat(reply.getVersion()).isEqualTo(HttpVersion.HTTP_2);
        assertThat(reply.getStatus()).isEqualTo(200);
        assertThat(reply.getContentAsString()).isEqualTo("hello");
        assertThat(reply.getHeaders().get("RateLimit")).isEqualTo("\"minute\";r=9;t=30");
        assertThat(upstream.last().target()).isEqualTo("/a?x=1");
        assertThat(upstream.last().field("Cookie")).isEqualTo("a=1");
        assertThat(upstream.last().field("Via")).isEqualTo("2.0 tollgate");
        assertThat(upstream.last().field("X-forwarded-host"))
                .isEqualTo("127.0.0.1:" + doors.port());
        assertThat(upstream.last().fields()).doesNotContainKey("Authorization");
        assertThat(doors.log.phases()).containsExactly(Phase.WHOLE);
    }

    @Test
    void sendsNoBodyUpstreamWhereThereIsNone() throws Exception {
        assertThat(to("/a").send().getStatus()).isEqualTo(200);

        assertThat(upstream.last().fields()).doesNotContainKey("Transfer-encoding");
        assertThat(upstream.last().body()).isEmpty();
    }

    @Test
    void passesABodyWhoseLengthIsNotTold() throws Exception {
        var body =
                new StringRequestContent("text/plain", "one") {
                    @Override
                    public long getLength() {
                        return -1;
                    }
                };

        assertThat(to("/a").method("POST").body(body).send().getStatus()).isEqualTo(200);

        assertThat(upstream.last().body()).isEqualTo("one");
        await().untilAsserted(
                        () -> assertThat(doors.log.events.getLast().requestBytes()).isEqualTo(3));
    }

    @Test
    void joinsCookiesThatCameInPieces() throws Exception {
        assertThat(status(fields -> fields.add("Cookie", "a=1").add("Cookie", "b=2")))
                .isEqualTo(200);

        assertThat(upstream.last().field("Cookie")).isEqualTo("a=1; b=2");
    }

    @Test
    void refusesLikeOverHttp11() throws Exception {
        ContentResponse reply = client.newRequest("http://127.0.0.1:" + doors.port() + "/a").send();

        assertThat(reply.getStatus()).isEqualTo(401);
        assertThat(reply.getContentAsString()).contains("urn:tollgate:problem:no-credential");
        assertThat(doors.metrics.requests(Door.PROXY, Outcome.NO_CREDENTIAL)).isEqualTo(1);
    }

    @Test
    void refusesARequestThatNamesTwoHosts() throws Exception {
        assertThat(status(fields -> fields.put("Host", "other.example"))).isEqualTo(400);

        assertThat(upstream.seen).isEmpty();
    }

    @Test
    void takesClientsThatAskForHttp2InHttp11() throws Exception {
        byte[] large = new byte[3 << 20];
        new Random(7).nextBytes(large);
        upstream.then =
                exchange -> {
                    exchange.sendResponseHeaders(200, large.length);
                    exchange.getResponseBody().write(large);
                };
        try (var http = java.net.http.HttpClient.newHttpClient()) {
            HttpResponse<byte[]> first = http.send(jdk("/a").build(), BodyHandlers.ofByteArray());
            HttpResponse<byte[]> second =
                    http.send(
                            jdk("/b").POST(BodyPublishers.ofByteArray(large)).build(),
                            BodyHandlers.ofByteArray());

            assertThat(first.version()).isEqualTo(Version.HTTP_2);
            assertThat(second.version()).isEqualTo(Version.HTTP_2);
            assertThat(Arrays.equals(first.body(), large)).isTrue();
            assertThat(Arrays.equals(second.body(), large)).isTrue();
        }
        assertThat(upstream.last().body()).isEqualTo(new String(large, StandardCharsets.UTF_8));
    }

    @Test
    void goesOnInHttp11WhereTheRequestThatAsksForHttp2HasABody() throws IOException {
        RawClient.Reply reply =
                RawClient.send(
                        doors.port(),
                        "POST /a HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings,"
                                + " close\r\nUpgrade: h2c\r\nHTTP2-Settings:"
                                + " AAMAAABkAAQAAP__\r\nTransfer-Encoding: chunked\r\n"
                                + "Authorization: Bearer "
                                + Doors.SECRET
                                + "\r\n\r\n3\r\none\r\n0\r\n\r\n");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(upstream.last().body()).isEqualTo("one");
        assertThat(upstream.last().fields()).doesNotContainKeys("Upgrade", "Http2-settings");
    }

    @Test
    void cutsOneAnswerAndLeavesItsConnectionToTheOthers() throws Exception {
        var cut = new CountDownLatch(1);
        upstream.then =
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write("first".getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                    awaitQuietly(cut);
                };
        try (var http = java.net.http.HttpClient.newHttpClient()) {
            HttpResponse<InputStream> open =
                    http.send(jdk("/a").build(), BodyHandlers.ofInputStream());
            assertThat(open.version()).isEqualTo(Version.HTTP_2);
            assertThat(open.body().readNBytes(5)).asString().isEqualTo("first");
            EndPoint connection = onlyConnection();

            doors.open.cut(_ -> true);

            assertThat(CompletableFuture.supplyAsync(() -> isBrokenOff(open.body())))
                    .succeedsWithin(5, TimeUnit.SECONDS)
                    .isEqualTo(true);
            await().untilAsserted(() -> assertThat(doors.open.size()).isZero());
            upstream.then = exchange -> exchange.sendResponseHeaders(204, -1);
            assertThat(http.send(jdk("/b").build(), BodyHandlers.discarding()).statusCode())
                    .isEqualTo(204);
            assertThat(onlyConnection()).isSameAs(connection);
        } finally {
            cut.countDown();
        }
        assertThat(doors.log.phases()).startsWith(Phase.STARTED, Phase.FINISHED);
    }

    private Request to(String target) {
        return client.newRequest("http://127.0.0.1:" + doors.port() + target)
                .headers(fields -> fields.put("Authorization", "Bearer " + Doors.SECRET));
    }

    private HttpRequest.Builder jdk(String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + doors.port() + target))
                .header("X-API-Key", Doors.SECRET);
    }

    /** The answer to a request whose fields no client has put in order. */
    private int status(UnaryOperator<HttpFields.Mutable> more) throws Exception {
        Session session =
                frames.connect(
                                new InetSocketAddress(
                                        InetAddress.getLoopbackAddress(), doors.port()),
                                new Session.Listener() {})
                        .get(5, TimeUnit.SECONDS);
        HttpFields fields =
                more.apply(HttpFields.build().put("Authorization", "Bearer " + Doors.SECRET));
        var request =
                new MetaData.Request(
                        "GET",
                        HttpURI.from("http://127.0.0.1:" + doors.port() + "/a"),
                        HttpVersion.HTTP_2,
                        fields);
        var status = new CompletableFuture<Integer>();
        var _ =
                session.newStream(
                        new HeadersFrame(request, null, true),
                        new Stream.Listener() {
                            @Override
                            public void onHeaders(Stream stream, HeadersFrame frame) {
                                status.complete(
                                        ((MetaData.Response) frame.getMetaData()).getStatus());
                            }
                        });
        return status.get(5, TimeUnit.SECONDS);
    }

    private EndPoint onlyConnection() {
        var connections = doors.server.server().getConnectors()[0].getConnectedEndPoints();
        assertThat(connections).hasSize(1);
        return connections.iterator().next();
    }

    private static boolean isBrokenOff(InputStream body) {
        try {
            body.readAllBytes();
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
