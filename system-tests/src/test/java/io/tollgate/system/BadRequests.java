package io.tollgate.system;

import io.tollgate.schemas.Environment;
import io.tollgate.schemas.credentials.KeyForm;
import java.util.stream.Stream;

/** What clients of an edge can get wrong, and how it is to be refused. */
final class BadRequests {
    /** A key that looks right and that nobody issued. */
    static final String WELL_FORMED =
            KeyForm.DEFAULT.mint(Environment.LIVE, new byte[KeyForm.RANDOM_BYTES]);

    private static final String PATH = "/recorded/bad";
    private static final String NO_CREDENTIAL = "no-credential";
    private static final String MALFORMED = "malformed-credential";
    private static final String BAD_REQUEST = "bad-request";

    private BadRequests() {}

    /** No, two, broken, oversized credentials, on the public door. */
    static Stream<BadRequest> credentials(String secret) {
        String mistyped =
                secret.substring(0, secret.length() - 1) + (secret.endsWith("0") ? "1" : "0");
        return Stream.of(
                BadRequest.of("no credential", Call.get(PATH), 401, NO_CREDENTIAL, "X-API-Key"),
                BadRequest.of(
                        "another scheme",
                        Call.get(PATH, "Authorization: Basic YTpi"),
                        401,
                        NO_CREDENTIAL,
                        "Bearer"),
                BadRequest.of(
                        "two different credentials",
                        Call.get(PATH, Edge.bearer(secret), "X-API-Key: " + WELL_FORMED),
                        400,
                        BAD_REQUEST,
                        "two different credentials"),
                BadRequest.of(
                        "the same field twice",
                        Call.get(PATH, Edge.bearer(secret), Edge.bearer(WELL_FORMED)),
                        400,
                        BAD_REQUEST,
                        "two different credentials"),
                BadRequest.of(
                        "a mistyped key",
                        Call.get(PATH, Edge.bearer(mistyped)),
                        400,
                        MALFORMED,
                        "checksum"),
                BadRequest.of(
                        "a key that was cut",
                        Call.get(PATH, Edge.bearer(secret.substring(0, 20))),
                        400,
                        MALFORMED,
                        "length"),
                BadRequest.of(
                        "what is no key",
                        Call.get(PATH, "X-API-Key: hunter2"),
                        400,
                        MALFORMED,
                        "form"),
                BadRequest.of(
                        "an empty key", Call.get(PATH, "X-API-Key: "), 400, MALFORMED, "empty"),
                BadRequest.of(
                        "a key of 600 characters",
                        Call.get(PATH, Edge.bearer("k".repeat(600))),
                        400,
                        MALFORMED,
                        "512"),
                BadRequest.of(
                        "a key with an umlaut",
                        Call.get(PATH, Edge.bearer("schl\u00fcssel-lang-genug")),
                        400,
                        MALFORMED,
                        "ASCII"),
                BadRequest.of(
                        "a key of 100,000 characters",
                        Call.get(PATH, Edge.bearer("k".repeat(100_000))),
                        431,
                        "headers-too-large",
                        "larger"),
                BadRequest.of(
                        "a key that nobody issued",
                        Call.get(PATH, Edge.bearer(WELL_FORMED)),
                        401,
                        "invalid-key"));
    }

    /** Paths that some servers read differently than others. */
    static Stream<BadRequest> paths(String bearer) {
        return Stream.of(
                        "/recorded/../api/hello",
                        "/recorded/%2e%2e/api/hello",
                        "/recorded/.%2E/x",
                        "/recorded/./x",
                        "/recorded//x",
                        "/recorded/a%2fb",
                        "/recorded/a%5cb",
                        "/recorded/a;b=c",
                        "/recorded/a%00b",
                        "/recorded/a%252fb",
                        "/recorded/a%zz",
                        "/recorded/a\\b")
                .map(path ->
                        BadRequest.of(
                                "the path " + path, Call.get(path, bearer), 400, BAD_REQUEST));
    }

    /** What is not HTTP, or could be read in more than one way. */
    static Stream<BadRequest> brokenHttp(String bearer) {
        String start = "POST " + PATH + " HTTP/1.1\r\n";
        String good = start + "Host: localhost\r\n" + bearer + "\r\n";
        return Stream.of(
                BadRequest.raw("no Host", start + bearer + "\r\n\r\n", 400, BAD_REQUEST, "Host"),
                BadRequest.raw("two Hosts", good + "Host: other\r\n\r\n", 400, BAD_REQUEST),
                BadRequest.raw(
                        "two lengths",
                        good + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
                        400,
                        BAD_REQUEST),
                BadRequest.raw(
                        "a length and chunks",
                        good + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        400,
                        BAD_REQUEST),
                BadRequest.raw(
                        "a length that is none",
                        good + "Content-Length: -1\r\n\r\n",
                        400,
                        BAD_REQUEST),
                BadRequest.raw(
                        "a blank before the colon",
                        good + "X-Some : thing\r\n\r\n",
                        400,
                        BAD_REQUEST),
                BadRequest.raw(
                        "a field over two lines",
                        good + "X-Some: thing\r\n more\r\n\r\n",
                        400,
                        BAD_REQUEST),
                BadRequest.raw(
                        "a zero byte in a field",
                        good + "X-Some: th\0ing\r\n\r\n",
                        400,
                        BAD_REQUEST),
                BadRequest.raw(
                        "a version there is not", "GET / HTTP/7.3\r\n\r\n", 400, BAD_REQUEST),
                BadRequest.raw(
                        "what is not HTTP",
                        "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n",
                        400,
                        BAD_REQUEST),
                BadRequest.raw(
                        "a target of 100,000 characters",
                        "GET /" + "x".repeat(100_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        414,
                        "uri-too-long",
                        "longer"));
    }

    /** The same at the door for gateways, and what gateways can get wrong. */
    static Stream<BadRequest> asked(String secret) {
        String bearer = Edge.bearer(secret);
        Call noTarget =
                Call.get(
                        "/authz/nginx",
                        bearer,
                        "X-Original-Method: GET",
                        "X-Original-Host: localhost",
                        "X-Real-IP: 127.0.0.1");
        return Stream.of(
                BadRequest.of("no credential", Edge.asked(PATH), 401, NO_CREDENTIAL, "X-API-Key"),
                BadRequest.of(
                        "two different credentials",
                        Edge.asked(PATH, bearer, "X-API-Key: " + WELL_FORMED),
                        400,
                        BAD_REQUEST,
                        "two different credentials"),
                BadRequest.of(
                        "a key that was cut",
                        Edge.asked(PATH, Edge.bearer(secret.substring(0, 20))),
                        400,
                        MALFORMED,
                        "length"),
                BadRequest.of(
                        "a key of 600 characters",
                        Edge.asked(PATH, Edge.bearer("k".repeat(600))),
                        400,
                        MALFORMED,
                        "512"),
                BadRequest.of(
                        "a key of 100,000 characters",
                        Edge.asked(PATH, Edge.bearer("k".repeat(100_000))),
                        431,
                        "headers-too-large",
                        "larger"),
                BadRequest.of(
                        "a key that nobody issued",
                        Edge.asked(PATH, Edge.bearer(WELL_FORMED)),
                        401,
                        "invalid-key"),
                BadRequest.of("no original path", noTarget, 400, BAD_REQUEST, "X-Original-URI"),
                BadRequest.of(
                        "two original paths",
                        Edge.asked(PATH, bearer, "X-Original-URI: /other"),
                        400,
                        BAD_REQUEST,
                        "X-Original-URI"),
                BadRequest.of(
                        "an ambiguous original path",
                        Edge.asked("/recorded/../api", bearer),
                        400,
                        BAD_REQUEST,
                        "path"),
                BadRequest.of(
                        "an escaped slash in the original path",
                        Edge.asked("/recorded/a%2fb", bearer),
                        400,
                        BAD_REQUEST,
                        "path"),
                BadRequest.of(
                        "a gateway there is not",
                        Call.get("/authz/iis", bearer),
                        404,
                        "no-route",
                        "/authz/"),
                BadRequest.raw(
                        "no Host", "GET /authz/nginx HTTP/1.1\r\n\r\n", 400, BAD_REQUEST, "Host"));
    }
}
