package io.tollgate.edge.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.edge.door.RawClient.Reply;
import io.tollgate.edge.table.KeyEntry;
import io.tollgate.edge.verdict.Verdict;
import io.tollgate.schemas.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients should not send, over raw sockets: refused with a reason, and seen by nobody. */
class BadInputIT {
    private static final String KEY = "Authorization: Bearer " + Doors.SECRET + "\r\n";
    private static final String END = "Connection: close\r\n\r\n";
    private static final String SECRET_TAIL = Doors.SECRET.substring(20);

    private static TestUpstream upstream;
    private static Doors doors;

    @BeforeAll
    static void open() throws IOException {
        upstream = new TestUpstream();
        doors = new Doors(Doors.route(UnaryOperator.identity(), upstream.uri()));
    }

    @AfterAll
    static void close() {
        doors.close();
        upstream.close();
    }

    @BeforeEach
    void forgetWhatWasSeen() {
        upstream.seen.clear();
        doors.log.events.clear();
    }

    @AfterEach
    void stillWorks() throws IOException {
        assertThat(RawClient.get(doors.port(), "/fine", KEY).status()).isEqualTo(200);
    }

    static Stream<Arguments> requests() {
        String host = "Host: a\r\n";
        return Stream.of(
                bad("no credential", get("/a", host), 401, "no-credential", "Send a key"),
                bad(
                        "two credentials",
                        get("/a", host + KEY + "X-API-Key: " + Doors.UNKNOWN_SECRET + "\r\n"),
                        400,
                        "malformed-credential",
                        "two credentials"),
                bad(
                        "a cut credential",
                        get("/a", host + "X-API-Key: " + Doors.SECRET.substring(0, 40) + "\r\n"),
                        400,
                        "malformed-credential",
                        "checksum"),
                bad(
                        "an oversized credential",
                        get("/a", host + "X-API-Key: " + "x".repeat(600) + "\r\n"),
                        400,
                        "malformed-credential",
                        "longer than"),
                bad(
                        "an empty credential",
                        get("/a", host + "X-API-Key: \r\n"),
                        400,
                        "malformed-credential",
                        "empty"),
                bad(
                        "an unknown key",
                        get("/a", host + "X-API-Key: " + Doors.UNKNOWN_SECRET + "\r\n"),
                        401,
                        "invalid-key",
                        "unknown, has expired"),
                bad("no route", get("/nothing", host + KEY), 404, "no-route", "no route"),
                bad("dots", get("/a/../b", host + KEY), 400, "bad-request", "egment"),
                bad("a dot", get("/a/./b", host + KEY), 400, "bad-request", "egment"),
                bad("dots at the end", get("/a/..", host + KEY), 400, "bad-request", "egment"),
                bad("escaped dots", get("/a/%2e%2e/b", host + KEY), 400, "bad-request", "egment"),
                bad("an escaped slash", get("/a%2fb", host + KEY), 400, "bad-request", "separator"),
                bad(
                        "an escaped percent",
                        get("/a%252fb", host + KEY),
                        400,
                        "bad-request",
                        "encoding"),
                bad("a backslash", get("/a\\b", host + KEY), 400, "bad-request", "haracter"),
                bad(
                        "an escaped backslash",
                        get("/a%5cb", host + KEY),
                        400,
                        "bad-request",
                        "haracter"),
                bad("a parameter", get("/a;x/b", host + KEY), 400, "bad-request", "semicolon"),
                bad("an empty segment", get("/a//b", host + KEY), 400, "bad-request", "mpty"),
                bad("two slashes", get("//a", host + KEY), 400, "bad-request", ""),
                bad("a null character", get("/a%00b", host + KEY), 400, "bad-request", "escaped"),
                bad("a bad escape", get("/a%zzb", host + KEY), 400, "bad-request", "escaped"),
                bad("no UTF-8", get("/a%ff%feb", host + KEY), 400, "bad-request", "TF"),
                bad("a control character", get("/a\u0001b", host + KEY), 400, "bad-request", ""),
                bad("a raw octet", get("/a\u00e4b", host + KEY), 400, "bad-request", ""),
                bad(
                        "a raw octet in the query",
                        get("/a?\u00e4", host + KEY),
                        400,
                        "bad-request",
                        ""),
                bad("a fragment", get("/a#b", host + KEY), 400, "bad-request", ""),
                bad(
                        "length and chunks",
                        post(
                                host + KEY + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
                                "0\r\n\r\n"),
                        400,
                        "bad-request",
                        "Transfer-Encoding"),
                bad(
                        "two lengths",
                        post(host + KEY + "Content-Length: 3\r\nContent-Length: 4\r\n", "abcd"),
                        400,
                        "bad-request",
                        "Content-Length"),
                bad(
                        "a length that is none",
                        post(host + KEY + "Content-Length: 3x\r\n", "abc"),
                        400,
                        "bad-request",
                        "Content-Length"),
                bad(
                        "a negative length",
                        post(host + KEY + "Content-Length: -1\r\n", ""),
                        400,
                        "bad-request",
                        "Content-Length"),
                bad(
                        "an unknown framing",
                        post(host + KEY + "Transfer-Encoding: gzip\r\n", "abc"),
                        400,
                        "bad-request",
                        "Transfer-Encoding"),
                bad(
                        "a blank before the colon",
                        get("/a", host + KEY + "X-A : b\r\n"),
                        400,
                        "bad-request",
                        ""),
                bad(
                        "a folded field",
                        get("/a", host + KEY + "X-A: b\r\n c\r\n"),
                        400,
                        "bad-request",
                        ""),
                bad(
                        "a null in a field",
                        get("/a", host + KEY + "X-A: b\u0000c\r\n"),
                        400,
                        "bad-request",
                        ""),
                bad("no host", get("/a", KEY), 400, "bad-request", "Host"),
                bad("two hosts", get("/a", host + "Host: b\r\n" + KEY), 400, "bad-request", "Host"),
                bad("a bad host", get("/a", "Host: a b\r\n" + KEY), 400, "bad-request", ""),
                bad(
                        "another host in the target",
                        get("http://b/a", host + KEY),
                        400,
                        "bad-request",
                        "Host"),
                bad(
                        "oversized fields",
                        get("/a", host + KEY + "X-A: " + "x".repeat(9000) + "\r\n"),
                        431,
                        "headers-too-large",
                        "larger"),
                bad(
                        "an oversized target",
                        get("/" + "x".repeat(9000), host + KEY),
                        414,
                        "uri-too-long",
                        "longer"),
                bad("no version", "GET /a\r\n\r\n", 400, "bad-request", "HTTP"),
                bad("another version", "GET /a HTTP/3.7\r\n" + host + END, 400, "bad-request", ""),
                bad("no HTTP", "\u0016\u0003\u0001\u0002\u0000\r\n\r\n", 400, "bad-request", ""),
                bad(
                        "CONNECT",
                        "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n" + END,
                        501,
                        "not-supported",
                        ""),
                bad("TRACE", "TRACE /a HTTP/1.1\r\n" + host + KEY + END, 501, "not-supported", ""),
                bad(
                        "an asterisk",
                        "OPTIONS * HTTP/1.1\r\n" + host + KEY + END,
                        400,
                        "bad-request",
                        "slash"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void isRefusedWithAReason(
            String name, String request, int status, String problem, String reason)
            throws IOException {
        Reply reply = RawClient.send(doors.port(), request);

        // What is no HTTP of a version that we speak can't be told in any other status.
        assertThat(reply.status()).as(reply.toString()).isIn(status, status == 400 ? 505 : status);
        assertThat(reply.field("content-type")).isEqualTo("application/problem+json");
        assertThat(reply.body())
                .contains("\"type\":\"urn:tollgate:problem:" + problem + "\"")
                .contains(reason)
                .doesNotContain(SECRET_TAIL);
        assertThat(upstream.seen).as(name).isEmpty();
        assertThat(doors.log.events).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN_KEY", "EXPIRED", "REVOKED", "SUSPENDED"})
    void keysThatAreNotValidLookAllAlike(Outcome reason) throws IOException {
        Reply unknown = withKeyThatIs(Outcome.UNKNOWN_KEY, null);
        Reply refused = withKeyThatIs(reason, reason == Outcome.UNKNOWN_KEY ? null : Doors.KEY);

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.body()).isEqualTo(unknown.body());
        assertThat(withoutDate(refused)).isEqualTo(withoutDate(unknown));
    }

    private static Reply withKeyThatIs(Outcome reason, @Nullable KeyEntry key) throws IOException {
        var usual = doors.judge;
        doors.judge = _ -> new Verdict.Refused(reason, key, "for the event only", List.of());
        try {
            return RawClient.get(doors.port(), "/a", KEY);
        } finally {
            doors.judge = usual;
        }
    }

    private static Map<String, String> withoutDate(Reply reply) {
        var fields = new TreeMap<>(reply.fields());
        fields.remove("date");
        return fields;
    }

    @Test
    void anAbsoluteTargetOfTheSameHostIsTaken() throws IOException {
        Reply reply = RawClient.send(doors.port(), get("http://a/b?c", "Host: a\r\n" + KEY));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(upstream.last().target()).isEqualTo("/b?c");
    }

    @Test
    void aBrokenChunkEndsInARefusalAndTheUpstreamGetsNoWholeRequest() throws IOException {
        Reply reply =
                RawClient.send(
                        doors.port(),
                        post(
                                "Host: a\r\n" + KEY + "Transfer-Encoding: chunked\r\n",
                                "3\r\nabc\r\nzz\r\n\r\n"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("urn:tollgate:problem:bad-request").contains("body");
        assertThat(upstream.seen).isEmpty();
    }

    @Test
    void whatFollowsABodyIsARequestOfItsOwn() throws IOException {
        Reply reply =
                RawClient.send(
                        doors.port(),
                        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
                                + KEY
                                + "\r\nabcGET /admin HTTP/1.1\r\nHost: a\r\n"
                                + END);

        assertThat(reply.body()).contains("urn:tollgate:problem:no-credential");
        assertThat(upstream.seen).hasSize(1);
        assertThat(doors.metrics.requests(io.tollgate.schemas.Door.PROXY, Outcome.NO_CREDENTIAL))
                .isPositive();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void doesNotHarmThePrivateDoor(
            String name, String request, int status, String problem, String reason)
            throws IOException {
        Reply reply = RawClient.send(doors.privatePort(), request);

        assertThat(reply.status()).as(name).isBetween(400, 505).isNotEqualTo(500);
        assertThat(RawClient.get(doors.privatePort(), "/health/live", "").status()).isEqualTo(200);
    }

    private static String get(String target, String fields) {
        return "GET " + target + " HTTP/1.1\r\n" + fields + END;
    }

    private static String post(String fields, String body) {
        return "POST /a HTTP/1.1\r\n" + fields + END + body;
    }

    private static Arguments bad(
            String name, String request, int status, String problem, String reason) {
        return Arguments.of(name, request, status, problem, reason);
    }
}
