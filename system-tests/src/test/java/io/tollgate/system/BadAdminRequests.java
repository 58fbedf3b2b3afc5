package io.tollgate.system;

import java.util.stream.Stream;

/** What operators can get wrong, and how it is to be refused. */
final class BadAdminRequests {
    private static final String INVALID_BODY = "invalid-body";
    private static final String INVALID_REQUEST = "invalid-request";
    private static final String OWNERS = "/v1/owners";

    private BadAdminRequests() {}

    static Stream<BadRequest> all(AdminApi admin) {
        return Stream.of(credentials(admin), bodies(admin), members(admin), requests(admin))
                .flatMap(all -> all);
    }

    private static Stream<BadRequest> credentials(AdminApi admin) {
        Call create = Call.of("POST", OWNERS);
        String owner = "{\"id\": \"intruder\", \"name\": \"Intruder\"}";
        String bearer = Edge.bearer(admin.token());
        return Stream.of(
                BadRequest.of("no token", create.withJson(owner), 401, "unauthenticated", "Bearer"),
                BadRequest.of(
                        "a token of nobody",
                        create.with(Edge.bearer("x".repeat(40))).withJson(owner),
                        401,
                        "unauthenticated",
                        "token"),
                BadRequest.of(
                        "two tokens",
                        create.with(bearer).with(Edge.bearer("x")).withJson(owner),
                        400,
                        "invalid-header",
                        "once"),
                BadRequest.of(
                        "another scheme",
                        create.with("Authorization: Basic YTpi").withJson(owner),
                        400,
                        "invalid-header",
                        "Bearer"),
                BadRequest.of(
                        "a token of 100,000 characters",
                        create.with(Edge.bearer("k".repeat(100_000))).withJson(owner),
                        431,
                        "headers-too-large"));
    }

    private static Stream<BadRequest> bodies(AdminApi admin) {
        Call create = admin.authorized("POST", OWNERS);
        String huge = "{\"id\": \"huge\", \"name\": \"" + "x".repeat(3 << 20) + "\"}";
        String plain = "{\"id\": \"plain\"}";
        return Stream.of(
                BadRequest.of(
                        "broken JSON",
                        create.withJson("{\"id\": \"half\", "),
                        400,
                        INVALID_BODY,
                        "not valid JSON",
                        "line 1"),
                BadRequest.of(
                        "two bodies",
                        create.withJson("{\"id\": \"a1\"} {\"id\": \"a2\"}"),
                        400,
                        INVALID_BODY,
                        "not valid JSON"),
                BadRequest.of(
                        "a member twice",
                        create.withJson("{\"id\": \"a1\", \"id\": \"a2\"}"),
                        400,
                        INVALID_BODY,
                        "not valid JSON"),
                BadRequest.of(
                        "no body",
                        create.with("Content-Type: application/json"),
                        400,
                        INVALID_BODY,
                        "empty"),
                BadRequest.of(
                        "a list", create.withJson("[1, 2]"), 400, INVALID_BODY, "object", "list"),
                BadRequest.of(
                        "JSON of great depth",
                        create.withJson("[".repeat(5_000)),
                        400,
                        INVALID_BODY,
                        "not valid JSON"),
                BadRequest.of(
                        "a huge body", create.withJson(huge), 413, "content-too-large", "1048576"),
                BadRequest.of(
                        "no type of content",
                        create.withBody(plain),
                        415,
                        "unsupported-media-type",
                        "application/json"),
                BadRequest.of(
                        "XML",
                        create.with("Content-Type: text/xml").withBody(plain),
                        415,
                        "unsupported-media-type",
                        "text/xml"));
    }

    private static Stream<BadRequest> members(AdminApi admin) {
        Call owner = admin.authorized("POST", OWNERS);
        Call key = admin.authorized("POST", "/v1/keys");
        Call route = admin.authorized("POST", "/v1/routes");
        Call revocation = admin.authorized("POST", "/v1/revocations");
        String revoke = "\"action\": \"REVOKE\", \"reason\": \"test\"";
        return Stream.of(
                BadRequest.of(
                        "an unknown member",
                        owner.withJson("{\"id\": \"a1\", \"colour\": \"red\"}"),
                        400,
                        INVALID_BODY,
                        "colour"),
                BadRequest.of(
                        "a number for a text",
                        owner.withJson("{\"id\": \"a1\", \"name\": 7}"),
                        400,
                        INVALID_BODY,
                        "name",
                        "text"),
                BadRequest.of(
                        "a text for an object",
                        owner.withJson("{\"id\": \"a1\", \"contact\": \"me\"}"),
                        400,
                        INVALID_BODY,
                        "contact",
                        "object"),
                BadRequest.of(
                        "an id of no form",
                        owner.withJson("{\"id\": \"../a\"}"),
                        400,
                        INVALID_BODY,
                        "id",
                        "lower-case"),
                BadRequest.of(
                        "an owner that is there",
                        owner.withJson("{\"id\": \"acme\", \"name\": \"Again\"}"),
                        409,
                        "already-exists",
                        "acme"),
                BadRequest.of(
                        "a key of nobody on no plan",
                        key.withJson(
                                "{\"ownerId\": \"nobody\", \"planId\": \"none\", \"environment\":"
                                        + " \"live\"}"),
                        400,
                        INVALID_BODY,
                        "nobody",
                        "none"),
                BadRequest.of(
                        "a key that has expired",
                        key.withJson(
                                "{\"ownerId\": \"acme\", \"planId\": \"open\", \"environment\":"
                                        + " \"live\", \"expiresAt\": \"2001-01-01T00:00:00Z\"}"),
                        400,
                        INVALID_BODY,
                        "expiresAt",
                        "future"),
                BadRequest.of(
                        "a route without a path",
                        route.withJson(
                                "{\"id\": \"r\", \"match\": {}, \"upstreams\":"
                                        + " [\"http://localhost:1\"]}"),
                        400,
                        INVALID_BODY,
                        "match.path"),
                BadRequest.of(
                        "an upstream that is none",
                        route.withJson(
                                "{\"id\": \"r\", \"match\": {\"path\": \"/r\"}, \"upstreams\":"
                                        + " [\"file:///etc\"]}"),
                        400,
                        INVALID_BODY,
                        "upstreams[0]"),
                BadRequest.of(
                        "a revocation of no key",
                        revocation.withJson("{\"target\": {\"keyId\": \"key_0\"}, " + revoke + "}"),
                        400,
                        INVALID_BODY,
                        "key_0"),
                BadRequest.of(
                        "a revocation of everything",
                        revocation.withJson("{\"target\": {}, " + revoke + "}"),
                        400,
                        INVALID_BODY,
                        "target"),
                BadRequest.of(
                        "an action there is not",
                        revocation.withJson(
                                "{\"target\": {\"ownerId\": \"acme\"}, \"action\": \"BAN\","
                                        + " \"reason\": \"x\"}"),
                        400,
                        INVALID_BODY,
                        "action",
                        "revoke, suspend"));
    }

    private static Stream<BadRequest> requests(AdminApi admin) {
        String bearer = Edge.bearer(admin.token());
        return Stream.of(
                BadRequest.of(
                        "a path there is not",
                        admin.authorized("GET", "/v1/nothing"),
                        404,
                        "not-found",
                        "/v1/nothing"),
                BadRequest.of(
                        "an owner there is not",
                        admin.authorized("GET", "/v1/owners/nobody"),
                        404,
                        "not-found",
                        "nobody"),
                BadRequest.of(
                        "a method there is not",
                        admin.authorized("PATCH", OWNERS),
                        405,
                        "method-not-allowed",
                        "PATCH",
                        "GET, POST"),
                BadRequest.of(
                        "an unknown parameter",
                        admin.authorized("GET", OWNERS + "?colour=red"),
                        400,
                        "invalid-parameter",
                        "colour"),
                BadRequest.of(
                        "usage of nothing",
                        admin.authorized("GET", "/v1/usage?window=minute"),
                        400,
                        "invalid-parameter",
                        "keyId"),
                BadRequest.of(
                        "a window there is not",
                        admin.authorized("GET", "/v1/usage?ownerId=acme&window=week"),
                        400,
                        "invalid-parameter",
                        "window",
                        "minute, hour, day"),
                BadRequest.of(
                        "a path with an escaped slash",
                        admin.authorized("GET", "/v1/owners%2facme"),
                        400,
                        INVALID_REQUEST),
                BadRequest.of(
                        "a path that goes up",
                        admin.authorized("GET", "/v1/plans/%2e%2e/owners"),
                        400,
                        INVALID_REQUEST),
                BadRequest.of(
                        "a path with a parameter",
                        admin.authorized("GET", "/v1;x/owners"),
                        404,
                        "not-found"),
                BadRequest.raw(
                        "no Host",
                        "GET /v1/owners HTTP/1.1\r\n" + bearer + "\r\n\r\n",
                        400,
                        INVALID_REQUEST),
                BadRequest.raw(
                        "what is not HTTP",
                        "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n",
                        400,
                        INVALID_REQUEST));
    }
}
