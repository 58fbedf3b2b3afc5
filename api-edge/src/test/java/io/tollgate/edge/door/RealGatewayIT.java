package io.tollgate.edge.door;

import static io.tollgate.edge.door.RawClient.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.edge.door.RawClient.Reply;
import io.tollgate.edge.verdict.Verdict;
import io.tollgate.embedded.testing.FreePorts;
import io.tollgate.schemas.Door;
import io.tollgate.schemas.Outcome;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * nginx, Caddy and HAProxy in front of an edge, set up as our examples say. Skipped where they are
 * not installed, except where CI runs.
 */
class RealGatewayIT {
    private static final String KEY = "Authorization: Bearer " + Doors.SECRET + "\r\n";

    @TempDir Path directory;
    private Doors doors;
    private TestUpstream api;

    @BeforeEach
    void open() throws IOException {
        api = new TestUpstream();
        doors = new Doors(Doors.route(UnaryOperator.identity(), URI.create("http://127.0.0.1:1")));
    }

    @AfterEach
    void close() {
        doors.close();
        api.close();
    }

    @ParameterizedTest
    @EnumSource
    void letsAdmittedRequestsThroughAndTellsTheApiWhoCalls(RealGateway.Kind kind)
            throws IOException {
        try (RealGateway gateway = start(kind)) {
            Reply reply =
                    RawClient.send(
                            gateway.port(),
                            "POST /a/b?c=%20d HTTP/1.1\r\nHost: api.example\r\nConnection: close\r\n"
                                    + "Content-Length: 4\r\nX-Tollgate-Owner: root\r\n"
                                    + KEY
                                    + "\r\nbody");

            assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo("hello");
            assertThat(reply.field("ratelimit")).isEqualTo("\"minute\";r=9;t=30");
            assertThat(reply.field("ratelimit-policy")).isEqualTo("\"minute\";q=10;w=60");
        }
        var seen = api.last();
        assertThat(seen.method()).isEqualTo("POST");
        assertThat(seen.target()).isEqualTo("/a/b?c=%20d");
        assertThat(seen.body()).isEqualTo("body");
        assertThat(seen.field("X-tollgate-key-id")).isEqualTo("key_1");
        assertThat(seen.field("X-tollgate-owner")).isEqualTo("acme");
        assertThat(seen.field("X-tollgate-plan")).isEqualTo("free");
        assertThat(seen.field("X-tollgate-scopes")).isEqualTo("read write");
        assertThat(seen.fields()).doesNotContainKeys("Authorization", "X-api-key");
        var event = doors.log.events.getFirst();
        assertThat(event.door()).isEqualTo(Door.FORWARD_AUTH);
        assertThat(event.method()).isEqualTo("POST");
        assertThat(event.pathHash()).isEqualTo(PathHash.of("/a/b"));
        assertThat(event.source()).isEqualTo("127.0.0.0/24");
    }

    @ParameterizedTest
    @EnumSource
    void tellsClientsThatALimitIsUsedUp(RealGateway.Kind kind) throws IOException {
        doors.judge = _ -> new Verdict.Limited(Doors.KEY, Doors.MINUTE, 17, List.of());
        try (RealGateway gateway = start(kind)) {
            Reply reply = get(gateway.port(), "/a", KEY);

            assertThat(reply.status()).as(reply.toString()).isEqualTo(429);
            assertThat(reply.field("retry-after")).isEqualTo("17");
            assertThat(reply.field("content-type")).isEqualTo("application/problem+json");
            assertThat(reply.body()).contains("urn:tollgate:problem:limited");
        }
        assertThat(api.seen).isEmpty();
        assertThat(doors.log.refusals.getLast().outcome()).isEqualTo(Outcome.LIMITED);
    }

    @ParameterizedTest
    @EnumSource
    void passesOnEveryOtherRefusal(RealGateway.Kind kind) throws IOException {
        try (RealGateway gateway = start(kind)) {
            Reply keyless = get(gateway.port(), "/a", "");
            assertThat(keyless.status()).as(keyless.toString()).isEqualTo(401);
            assertThat(keyless.field("www-authenticate")).startsWith("Bearer realm");
            assertThat(get(gateway.port(), "/a", "X-API-Key: " + Doors.UNKNOWN_SECRET + "\r\n"))
                    .extracting(Reply::status)
                    .isEqualTo(401);
            assertThat(get(gateway.port(), "/nothing", KEY).status()).isEqualTo(404);
            Reply two =
                    get(gateway.port(), "/a", KEY + "X-API-Key: " + Doors.UNKNOWN_SECRET + "\r\n");
            assertThat(two.status()).isEqualTo(400);

            doors.log.from(FakeEventLog.Fate.REFUSED);
            assertThat(get(gateway.port(), "/a", KEY).status()).isEqualTo(503);

            doors.judge =
                    _ -> new Verdict.Refused(Outcome.FORBIDDEN, Doors.KEY, "scope", List.of());
            assertThat(get(gateway.port(), "/a", KEY).status()).isEqualTo(403);
        }
        assertThat(api.seen).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void letsNobodyThroughWhenTheEdgeIsGone(RealGateway.Kind kind) throws IOException {
        try (RealGateway gateway = start(kind)) {
            doors.close();

            assertThat(get(gateway.port(), "/a", KEY).status()).isBetween(500, 503);
        }
        assertThat(api.seen).isEmpty();
    }

    private RealGateway start(RealGateway.Kind kind) {
        return RealGateway.start(
                kind, directory, FreePorts.one(), doors.privatePort(), api.uri().getPort());
    }
}
