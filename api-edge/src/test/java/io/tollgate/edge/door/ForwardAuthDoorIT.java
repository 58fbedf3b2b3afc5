package io.tollgate.edge.door;

import static io.tollgate.edge.door.RawClient.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.edge.door.RawClient.Reply;
import io.tollgate.edge.table.SourceRange;
import io.tollgate.edge.verdict.Verdict;
import io.tollgate.schemas.Door;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.Upstream;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardAuthDoorIT {
    private static final String KEY = "Authorization: Bearer " + Doors.SECRET + "\r\n";
    private static final String NGINX =
            "X-Original-Method: POST\r\nX-Original-Host: api.example:8443\r\nX-Original-URI:"
                    + " /a?b=c\r\nX-Real-IP: 192.0.2.7\r\n";
    private static final String TRAEFIK =
            "X-Forwarded-Method: POST\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host:"
                    + " api.example\r\nX-Forwarded-Uri: /a?b=c\r\nX-Forwarded-For: 6.6.6.6,"
                    + " 192.0.2.7\r\n";

    private Doors doors;

    @BeforeEach
    void open() {
        doors =
                new Doors(
                        Doors.route(UnaryOperator.identity(), URI.create("http://127.0.0.1:1")),
                        List.of(SourceRange.parse("10.0.0.0/8")));
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @ParameterizedTest
    @CsvSource({"nginx", "haproxy", "traefik", "caddy", "envoy"})
    void letsAKeyThroughAndSaysWhoseItIs(String gateway) throws IOException {
        Reply reply = ask(gateway, KEY);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.field("x-tollgate-key-id")).isEqualTo("key_1");
        assertThat(reply.field("x-tollgate-owner")).isEqualTo("acme");
        assertThat(reply.field("x-tollgate-plan")).isEqualTo("free");
        assertThat(reply.field("x-tollgate-scopes")).isEqualTo("read write");
        assertThat(reply.field("ratelimit")).isEqualTo("\"minute\";r=9;t=30");
        assertThat(doors.inquiries.getLast().source().getHostAddress()).isEqualTo("192.0.2.7");
        assertThat(doors.log.events).hasSize(1);
        var event = doors.log.events.getFirst();
        assertThat(event.phase()).isEqualTo(Phase.WHOLE);
        assertThat(event.door()).isEqualTo(Door.FORWARD_AUTH);
        assertThat(event.method()).isEqualTo("POST");
        assertThat(event.status()).isEqualTo(200);
        assertThat(event.upstream()).isEqualTo(Upstream.NONE);
        assertThat(event.source()).isEqualTo("192.0.2.0/24");
        assertThat(event.pathHash()).isEqualTo(PathHash.of("/a"));
    }

    @ParameterizedTest
    @CsvSource({"nginx,403", "haproxy,429", "traefik,429", "caddy,429", "envoy,429"})
    void tellsALimitAsTheGatewayCanPassItOn(String gateway, int status) throws IOException {
        doors.judge = _ -> new Verdict.Limited(Doors.KEY, Doors.MINUTE, 17, List.of());

        Reply reply = ask(gateway, KEY);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.field("x-tollgate-status")).isEqualTo(status == 403 ? "429" : "");
        assertThat(reply.field("retry-after")).isEqualTo("17");
        assertThat(reply.body()).contains("\"violated-policies\":[\"minute\"]");
        assertThat(doors.log.refusals.getLast().outcome()).isEqualTo(Outcome.LIMITED);
    }

    @ParameterizedTest
    @CsvSource({"nginx", "haproxy", "traefik", "caddy", "envoy"})
    void challengesAClientWithoutAKey(String gateway) throws IOException {
        Reply reply = ask(gateway, "");

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.field("www-authenticate")).isEqualTo("Bearer realm=\"tollgate\"");
    }

    @ParameterizedTest
    @CsvSource({
        "nginx,X-Original-Method",
        "nginx,X-Original-URI",
        "nginx,X-Original-Host",
        "nginx,X-Real-IP",
        "haproxy,X-Original-URI",
        "traefik,X-Forwarded-Method",
        "traefik,X-Forwarded-Uri",
        "traefik,X-Forwarded-Host",
        "traefik,X-Forwarded-For",
        "caddy,X-Forwarded-Uri",
        "envoy,X-Forwarded-For"
    })
    void namesTheFieldThatAGatewayDoesNotSend(String gateway, String field) throws IOException {
        String fields = fieldsOf(gateway).replaceFirst("(?m)^" + field + ":.*\r\n", "");

        Reply reply = get(doors.privatePort(), pathOf(gateway), fields + KEY);

        assertThat(reply.body()).contains("urn:tollgate:problem:bad-request").contains(field);
        assertThat(reply.status()).isEqualTo(gateway.equals("nginx") ? 403 : 400);
        assertThat(doors.log.events).isEmpty();
    }

    @Test
    void readsNothingThatIsAnotherGatewaysToSay() throws IOException {
        Reply reply = get(doors.privatePort(), "/authz/nginx", TRAEFIK + KEY);

        assertThat(reply.body()).contains("X-Original-Method");
    }

    @Test
    void doesNotTakeTwoOfAFieldThatTellsOne() throws IOException {
        Reply reply =
                get(
                        doors.privatePort(),
                        "/authz/traefik",
                        TRAEFIK + "X-Forwarded-Uri: /b\r\n" + KEY);

        assertThat(reply.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"/a/../b", "/a%2fb", "/a;b", "//a", "/a%zz", "a", "http://evil/a", "/a b"})
    void refusesAnOriginalPathThatIsAmbiguous(String path) throws IOException {
        Reply reply =
                get(doors.privatePort(), "/authz/traefik", TRAEFIK.replace("/a?b=c", path) + KEY);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("path");
        assertThat(doors.inquiries).isEmpty();
    }

    @Test
    void answers503WhenTheEventCannotBeWritten() throws IOException {
        doors.log.from(FakeEventLog.Fate.REFUSED);

        assertThat(ask("traefik", KEY).status()).isEqualTo(503);
        assertThat(ask("nginx", KEY).field("x-tollgate-status")).isEqualTo("503");
        assertThat(doors.released).hasSize(2);
    }

    @Test
    void skipsProxiesThatAreTrustedInTheGatewaysList() throws IOException {
        String fields = TRAEFIK.replace("192.0.2.7", "198.51.100.9, 10.1.2.3");

        get(doors.privatePort(), "/authz/traefik", fields + KEY);

        assertThat(doors.inquiries.getLast().source().getHostAddress()).isEqualTo("198.51.100.9");
    }

    @Test
    void showsHealthMetricsAndNothingElse() throws IOException {
        assertThat(get(doors.privatePort(), "/health/live", "").status()).isEqualTo(200);
        assertThat(get(doors.privatePort(), "/health/ready", "").status()).isEqualTo(200);
        assertThat(get(doors.privatePort(), "/metrics", "").body()).contains("tollgate_up 1");
        assertThat(get(doors.privatePort(), "/authz/other", "").status()).isEqualTo(404);

        doors.unready.add("keys are being read");

        Reply reply = get(doors.privatePort(), "/health/ready", "");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.body()).contains("keys are being read");
    }

    @Test
    void isNotReachedThroughThePublicDoor() throws IOException {
        assertThat(get(doors.port(), "/health/live", "").status()).isEqualTo(401);
        assertThat(get(doors.port(), "/authz/nginx", NGINX).status()).isEqualTo(401);
    }

    private Reply ask(String gateway, String more) throws IOException {
        if (gateway.equals("envoy")) {
            return RawClient.send(
                    doors.privatePort(),
                    "POST "
                            + pathOf(gateway)
                            + " HTTP/1.1\r\nHost: api.example\r\nContent-Length: 0\r\n"
                            + "Connection: close\r\n"
                            + fieldsOf(gateway)
                            + more
                            + "\r\n");
        }
        return get(doors.privatePort(), pathOf(gateway), fieldsOf(gateway) + more);
    }

    private static String pathOf(String gateway) {
        return "/authz/" + gateway + (gateway.equals("envoy") ? "/a?b=c" : "");
    }

    private static String fieldsOf(String gateway) {
        return switch (gateway) {
            case "nginx", "haproxy" -> NGINX;
            case "envoy" -> "X-Forwarded-For: 6.6.6.6, 192.0.2.7\r\n";
            default -> TRAEFIK;
        };
    }
}
