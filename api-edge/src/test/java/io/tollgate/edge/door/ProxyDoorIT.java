package io.tollgate.edge.door;

import static io.tollgate.edge.door.RawClient.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tollgate.edge.door.RawClient.Reply;
import io.tollgate.schemas.Cors;
import io.tollgate.schemas.Door;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProxyDoorIT {
    private static final String KEY = "Authorization: Bearer " + Doors.SECRET + "\r\n";

    private TestUpstream upstream;
    private Doors doors;

    @BeforeEach
    void open() throws IOException {
        upstream = new TestUpstream();
        doors = new Doors(Doors.route(UnaryOperator.identity(), upstream.uri()));
    }

    @AfterEach
    void close() {
        doors.close();
        upstream.close();
    }

    @Test
    void handlesRequestsWithoutBlockingTheThreadThatReads() {
        assertThat(doors.server.server().getInvocationType())
                .isEqualTo(InvocationType.NON_BLOCKING);
    }

    @Test
    void bringsBackTheUpstreamsAnswerWithWhatIsLeftOfTheLimits() throws IOException {
        Reply reply = get(doors.port(), "/a?x=1", KEY);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("hello");
        assertThat(reply.field("x-upstream")).isEqualTo("yes");
        assertThat(reply.field("ratelimit-policy")).isEqualTo("\"minute\";q=10;w=60");
        assertThat(reply.field("ratelimit")).isEqualTo("\"minute\";r=9;t=30");
        assertThat(reply.fields()).doesNotContainKey("server");
        assertThat(upstream.last().target()).isEqualTo("/a?x=1");
    }

    @Test
    void tellsTheRequestInOneEventWhenTheLengthIsKnown() throws IOException {
        get(doors.port(), "/a", KEY);

        assertThat(doors.log.events).hasSize(1);
        var event = doors.log.events.getFirst();
        assertThat(event.phase()).isEqualTo(Phase.WHOLE);
        assertThat(event.status()).isEqualTo(200);
        assertThat(event.upstream()).isEqualTo(Upstream.OK);
        assertThat(event.responseBytes()).isEqualTo(5);
        assertThat(event.source()).isEqualTo("127.0.0.0/24");
        assertThat(event.charges()).containsExactly(Doors.CHARGE);
        assertThat(event.requestId()).hasSize(32);
        assertThat(event.latencyMicros()).isPositive();
        await().untilAsserted(() -> assertThat(doors.open.size()).isZero());
    }

    @Test
    void tellsAnAnswerOfUnknownLengthInTwoEvents() throws IOException {
        upstream.then =
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write("streamed".getBytes(StandardCharsets.UTF_8));
                };

        Reply reply = get(doors.port(), "/a", KEY);

        assertThat(reply.body()).contains("streamed");
        await().untilAsserted(() ->
                assertThat(doors.log.phases()).containsExactly(Phase.STARTED, Phase.FINISHED));
        assertThat(doors.log.events.getLast().status()).isEqualTo(200);
        assertThat(doors.log.events.getLast().responseBytes()).isEqualTo(8);
        assertThat(doors.log.events.getLast().requestId())
                .isEqualTo(doors.log.events.getFirst().requestId());
    }

    @Test
    void showsNothingBeforeTheEventIsWritten() throws Exception {
        doors.log.from(FakeEventLog.Fate.HELD);
        var replied = new CountDownLatch(1);
        Thread client =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                get(doors.port(), "/a", KEY);
                                replied.countDown();
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        await().until(() -> !doors.log.events.isEmpty());
        assertThat(replied.await(200, TimeUnit.MILLISECONDS)).isFalse();

        doors.log.writeHeld();

        assertThat(replied.await(5, TimeUnit.SECONDS)).isTrue();
        client.join();
    }

    @Test
    void answers503AndGivesBackTheChargesWhenTheEventCannotBeQueued() throws IOException {
        doors.log.from(FakeEventLog.Fate.FULL);

        Reply reply = get(doors.port(), "/a", KEY);

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.body()).contains("urn:tollgate:problem:overloaded");
        assertThat(reply.field("retry-after")).isEqualTo("1");
        assertThat(reply.fields()).doesNotContainKey("x-upstream");
        assertThat(doors.released).containsExactly(Doors.CHARGE);
        assertThat(doors.metrics.requests(Door.PROXY, Outcome.OVERLOADED)).isEqualTo(1);
    }

    @Test
    void asksNoUpstreamWhenTheEventCouldNotBeWritten() throws IOException {
        doors.log.from(FakeEventLog.Fate.NO_ROOM);
        var asked = new AtomicBoolean();
        upstream.then = _ -> asked.set(true);

        assertThat(get(doors.port(), "/a", KEY).status()).isEqualTo(503);
        assertThat(asked).isFalse();
        assertThat(doors.released).containsExactly(Doors.CHARGE);
    }

    @Test
    void answers503AndGivesBackTheChargesWhenTheEventCannotBeWritten() throws IOException {
        doors.log.from(FakeEventLog.Fate.REFUSED);

        assertThat(get(doors.port(), "/a", KEY).status()).isEqualTo(503);
        assertThat(doors.released).containsExactly(Doors.CHARGE);
    }

    @Test
    void tellsASlowExchangeBeforeItsAnswer() throws Exception {
        var answer = new CountDownLatch(1);
        upstream.then =
                exchange -> {
                    try {
                        answer.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    exchange.sendResponseHeaders(204, -1);
                };
        var client = Thread.ofVirtual().start(() -> quietly(() -> get(doors.port(), "/a", KEY)));

        await().untilAsserted(() -> assertThat(doors.log.phases()).containsExactly(Phase.STARTED));
        answer.countDown();

        client.join();
        await().untilAsserted(() ->
                assertThat(doors.log.phases()).containsExactly(Phase.STARTED, Phase.FINISHED));
        assertThat(doors.log.events.getLast().status()).isEqualTo(204);
    }

    @Test
    void tellsAnUrgentExchangeAtOnce() throws IOException {
        doors.urgent = true;

        get(doors.port(), "/a", KEY);

        await().untilAsserted(() ->
                assertThat(doors.log.phases()).containsExactly(Phase.STARTED, Phase.FINISHED));
        assertThat(doors.log.events.getFirst().status()).isZero();
    }

    @Test
    void takesTheKeyOutAndPutsInWhoseItIs() throws IOException {
        get(
                doors.port(),
                "/a",
                KEY
                        + "X-API-Key: "
                        + Doors.SECRET
                        + "\r\nX-Tollgate-Owner: root\r\nX_Tollgate_Plan: gold\r\n");

        var seen = upstream.last();
        assertThat(seen.fields()).doesNotContainKeys("Authorization", "X-api-key");
        assertThat(seen.field("X-tollgate-key-id")).isEqualTo("key_1");
        assertThat(seen.field("X-tollgate-owner")).isEqualTo("acme");
        assertThat(seen.field("X-tollgate-plan")).isEqualTo("free");
        assertThat(seen.field("X-tollgate-scopes")).isEqualTo("read write");
        assertThat(seen.fields()).doesNotContainKey("X_tollgate_plan");
    }

    @Test
    void takesTheKeyOutOfTheQueryWhereItMayBeThere() throws IOException {
        doors.route = Doors.route(route -> route.setQueryKey("key"), upstream.uri());

        Reply reply = get(doors.port(), "/a?x=1&key=" + Doors.SECRET + "&y=%20", "");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(upstream.last().target()).isEqualTo("/a?x=1&y=%20");
    }

    @Test
    void tellsTheUpstreamTheClientsAddressAndBelievesNobodyElse() throws IOException {
        get(
                doors.port(),
                "/a",
                KEY
                        + "X-Forwarded-For: 1.2.3.4\r\nForwarded: for=1.2.3.4\r\n"
                        + "X-Forwarded-Proto: https\r\nX-Real-IP: 1.2.3.4\r\n");

        var seen = upstream.last();
        assertThat(seen.field("X-forwarded-for")).isEqualTo("127.0.0.1");
        assertThat(seen.field("X-forwarded-proto")).isEqualTo("http");
        assertThat(seen.field("X-forwarded-host")).isEqualTo("api.example");
        assertThat(seen.field("Forwarded"))
                .isEqualTo("for=127.0.0.1;host=\"api.example\";proto=http");
        assertThat(seen.fields()).doesNotContainKey("X-real-ip");
        assertThat(seen.field("Via")).isEqualTo("1.1 tollgate");
    }

    @Test
    void dropsWhatConcernsOneConnectionOnly() throws IOException {
        RawClient.send(
                doors.port(),
                "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nTE:"
                        + " trailers\r\n"
                        + KEY
                        + "\r\n");

        assertThat(upstream.last().fields()).doesNotContainKeys("X-hop", "Te");
    }

    @Test
    void passesTraceContextOnAndMakesOneWhereThereIsNone() throws IOException {
        String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        get(doors.port(), "/a", KEY + "traceparent: " + parent + "\r\ntracestate: a=b\r\n");
        assertThat(upstream.last().field("Traceparent")).isEqualTo(parent);
        assertThat(upstream.last().field("Tracestate")).isEqualTo("a=b");

        get(doors.port(), "/a", KEY + "traceparent: nonsense\r\ntracestate: a=b\r\n");
        assertThat(upstream.last().field("Traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
        assertThat(upstream.last().fields()).doesNotContainKey("Tracestate");
    }

    @Test
    void sendsTheBodyOnWhateverItsFraming() throws IOException {
        RawClient.send(
                doors.port(),
                "POST /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\n"
                        + KEY
                        + "\r\nabc");
        assertThat(upstream.last().body()).isEqualTo("abc");
        assertThat(upstream.last().field("Content-length")).isEqualTo("3");

        RawClient.send(
                doors.port(),
                "POST /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding:"
                        + " chunked\r\n"
                        + KEY
                        + "\r\n2\r\nde\r\n1\r\nf\r\n0\r\n\r\n");
        assertThat(upstream.last().body()).isEqualTo("def");
        assertThat(doors.log.events.getLast().requestBytes()).isEqualTo(3);
    }

    @Test
    void cutsOffThePrefixAndKeepsTheHostWhereTheRouteSaysSo() throws IOException {
        doors.route =
                Doors.route(
                        route -> route.setStripPrefix("/v1").setPreserveHost(true),
                        URI.create(upstream.uri() + "/base"));

        get(doors.port(), "/%761/a%20b", KEY);

        assertThat(upstream.last().target()).isEqualTo("/base/a%20b");
        assertThat(upstream.last().field("Host")).isEqualTo("api.example");
    }

    @Test
    void answers502ForAnUpstreamThatRefusesAndCountsTheRequest() throws IOException {
        doors.route = Doors.route(UnaryOperator.identity(), nobody());

        Reply reply = get(doors.port(), "/a", KEY);

        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.field("content-type")).isEqualTo("application/problem+json");
        assertThat(reply.body()).contains("urn:tollgate:problem:upstream-failed");
        assertThat(reply.field("ratelimit")).isEqualTo("\"minute\";r=9;t=30");
        assertThat(doors.log.events).hasSize(1);
        assertThat(doors.log.events.getFirst().upstream()).isEqualTo(Upstream.FAILED);
        assertThat(doors.log.events.getFirst().status()).isEqualTo(502);
        assertThat(doors.released).isEmpty();
    }

    @Test
    void goesToTheNextUpstreamWhenOneRefuses() throws IOException {
        doors.route = Doors.route(UnaryOperator.identity(), nobody(), upstream.uri());

        for (int i = 0; i < 4; i++) {
            assertThat(get(doors.port(), "/a", KEY).status()).isEqualTo(200);
        }
    }

    @Test
    void answers504ForAnUpstreamThatDoesNotAnswerInTime() throws Exception {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            doors.route =
                    Doors.route(
                            route -> route.setTimeoutMillis(300),
                            URI.create("http://127.0.0.1:" + silent.getLocalPort()));

            Reply reply = get(doors.port(), "/a", KEY);

            assertThat(reply.status()).isEqualTo(504);
            assertThat(reply.body()).contains("urn:tollgate:problem:upstream-timeout");
        }
        assertThat(doors.log.phases()).startsWith(Phase.STARTED);
        await().untilAsserted(() ->
                assertThat(doors.log.events.getLast().upstream()).isEqualTo(Upstream.TIMEOUT));
    }

    @Test
    void answers502ForAnUpstreamThatSpeaksNoHttp() throws Exception {
        try (var odd = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual()
                    .start(() ->
                            quietly(() -> {
                                try (var socket = odd.accept()) {
                                    socket.getOutputStream()
                                            .write(
                                                    "what?\r\n\r\n"
                                                            .getBytes(StandardCharsets.US_ASCII));
                                }
                            }));
            doors.route =
                    Doors.route(
                            UnaryOperator.identity(),
                            URI.create("http://127.0.0.1:" + odd.getLocalPort()));

            assertThat(get(doors.port(), "/a", KEY).status()).isEqualTo(502);
        }
    }

    @Test
    void usesNoUpstreamThatItsSettingsDoNotAllow() throws IOException {
        doors.route = Doors.route(UnaryOperator.identity(), URI.create("http://169.254.169.254/"));

        assertThat(get(doors.port(), "/a", KEY).status()).isEqualTo(502);
    }

    @Test
    void answersAPreflightItselfAndDoesNotCountIt() throws IOException {
        doors.route =
                Doors.route(
                        route ->
                                route.setCors(
                                        new Cors(
                                                List.of("https://app.example"),
                                                List.of("GET", "POST"),
                                                List.of("Authorization"),
                                                600)),
                        upstream.uri());

        Reply reply =
                RawClient.send(
                        doors.port(),
                        "OPTIONS /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\nOrigin:"
                                + " https://app.example\r\nAccess-Control-Request-Method:"
                                + " POST\r\n\r\n");

        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.field("access-control-allow-origin")).isEqualTo("https://app.example");
        assertThat(reply.field("access-control-allow-methods")).isEqualTo("GET, POST");
        assertThat(doors.inquiries).isEmpty();
        assertThat(doors.log.events).isEmpty();
        assertThat(
                        get(doors.port(), "/a", "Origin: https://app.example\r\n")
                                .field("access-control-allow-origin"))
                .isEqualTo("https://app.example");
    }

    @Test
    void believesNoSchemeThatTheClientWrites() throws IOException {
        Reply reply =
                RawClient.send(
                        doors.port(),
                        "GET https://a/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                                + KEY
                                + "\r\n");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(upstream.last().field("X-forwarded-proto")).isEqualTo("http");
    }

    @Test
    void cutsAnOpenAnswerWhenItsKeyIsDenied() throws Exception {
        var cut = new CountDownLatch(1);
        upstream.then =
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write("first".getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                    try {
                        cut.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                };
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), doors.port())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream()
                    .write(
                            ("GET /a HTTP/1.1\r\nHost: a\r\n" + KEY + "\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            var seen = new StringBuilder();
            while (!seen.toString().contains("first")) {
                seen.append((char) socket.getInputStream().read());
            }

            doors.open.cut(key -> key.keyId().equals("key_1"));

            assertThat(socket.getInputStream().readAllBytes())
                    .asString()
                    .doesNotContain("0\r\n\r\n");
        } finally {
            cut.countDown();
        }
        await().untilAsserted(() -> assertThat(doors.open.size()).isZero());
        assertThat(doors.log.phases()).containsExactly(Phase.STARTED, Phase.FINISHED);
    }

    @Test
    void answers401WhereTheKeyIsDeniedBeforeTheAnswerBegan() throws Exception {
        var wait = new CountDownLatch(1);
        upstream.then =
                exchange -> {
                    try {
                        wait.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                };
        Thread.ofVirtual()
                .start(() -> {
                    await().until(() -> !upstream.seen.isEmpty());
                    doors.open.cut(_ -> true);
                });

        Reply reply = get(doors.port(), "/a", KEY);

        wait.countDown();
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.body()).contains("urn:tollgate:problem:invalid-key");
    }

    @Test
    void countsAClientThatWentAwayOnceItWasAdmitted() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), doors.port())) {
            socket.getOutputStream()
                    .write(
                            ("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n"
                                            + KEY
                                            + "\r\nabc")
                                    .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> doors.open.size() == 1);
        }

        await().untilAsserted(() -> assertThat(doors.open.size()).isZero());
        assertThat(doors.log.phases()).hasSizeBetween(1, 2);
        assertThat(doors.released).isEmpty();
    }

    @Test
    void passesLargeBodiesBothWays() throws Exception {
        byte[] large = new byte[6 << 20];
        new Random(7).nextBytes(large);
        upstream.then =
                exchange -> {
                    exchange.sendResponseHeaders(200, large.length);
                    exchange.getResponseBody().write(large);
                };
        try (var http = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(
                                    URI.create("http://127.0.0.1:" + doors.port() + "/large"))
                            .header("X-API-Key", Doors.SECRET)
                            .POST(BodyPublishers.ofByteArray(large));

            var reply = http.send(request.build(), BodyHandlers.ofByteArray());

            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(Arrays.equals(reply.body(), large)).isTrue();
        }
        assertThat(upstream.last().body()).isEqualTo(new String(large, StandardCharsets.UTF_8));
        await().untilAsserted(() -> assertThat(doors.open.size()).isZero());
    }

    @Test
    void asksForABodyOnlyOnceTheRequestIsAdmitted() throws Exception {
        var fields =
                List.of(
                        "POST /a HTTP/1.1",
                        "Host: a",
                        "Connection: close",
                        "Content-Length: 3",
                        "Expect: 100-continue",
                        "");
        String head = String.join("\r\n", fields);
        assertThat(RawClient.send(doors.port(), head + "\r\n").status()).isEqualTo(401);

        try (var socket = new Socket(InetAddress.getLoopbackAddress(), doors.port())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream()
                    .write((head + KEY + "\r\n").getBytes(StandardCharsets.US_ASCII));
            var seen = new StringBuilder();
            while (seen.indexOf("\r\n\r\n") < 0) {
                seen.append((char) socket.getInputStream().read());
            }
            assertThat(seen).startsWith("HTTP/1.1 100");
            socket.getOutputStream().write("abc".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readAllBytes())
                    .asString(StandardCharsets.US_ASCII)
                    .startsWith("HTTP/1.1 200");
        }
        assertThat(upstream.last().body()).isEqualTo("abc");
        assertThat(upstream.last().fields()).doesNotContainKey("Expect");
    }

    @Test
    void answersHeadWithTheHeadAlone() throws IOException {
        upstream.then =
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Length", "5");
                    exchange.sendResponseHeaders(200, -1);
                };

        Reply reply = send("HEAD", KEY);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEmpty();
        assertThat(doors.log.phases()).containsExactly(Phase.WHOLE);
        Reply refused = send("HEAD", "");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.body()).isEmpty();
    }

    @Test
    void passesOnThatNothingChanged() throws IOException {
        upstream.then = exchange -> exchange.sendResponseHeaders(304, -1);

        assertThat(send("GET", KEY + "If-None-Match: x\r\n").status()).isEqualTo(304);
        assertThat(upstream.last().field("If-none-match")).isEqualTo("x");
    }

    private Reply send(String method, String fields) throws IOException {
        return RawClient.send(
                doors.port(),
                method + " /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + fields + "\r\n");
    }

    private static URI nobody() throws IOException {
        try (var free = new ServerSocket(0)) {
            return URI.create("http://127.0.0.1:" + free.getLocalPort());
        }
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private static void quietly(Attempt attempt) {
        try {
            attempt.run();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
