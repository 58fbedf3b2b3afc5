package io.tollgate.admin;

import static io.tollgate.admin.AdminUnderTest.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.TestBroker;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Bad requests are refused with what was wrong, and leave nothing behind. */
@ExtendWith(BrokerExtension.class)
class BadInputIT {
    @TempDir private static Path dir;

    private static AdminUnderTest admin;
    private static List<JsonNode> before;

    @BeforeAll
    static void start(TestBroker broker) throws Exception {
        admin = AdminUnderTest.start(broker, dir);
        admin.makeOwnerAndPlan();
        expect(
                201,
                admin.post(
                        "/v1/routes",
                        """
                        {"id": "all", "match": {"path": "/**"}, "upstreams": ["http://localhost:9000"]}
                        """));
        before = everything();
    }

    @AfterAll
    static void stop() {
        admin.close();
    }

    @AfterEach
    void servesOnAndNothingWasMade() throws Exception {
        assertThat(everything()).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvFileSource(resources = "bad-requests.txt", delimiter = '~', quoteCharacter = '`')
    void refusesAndSaysWhatWasWrong(
            String method, String path, String body, int status, String type, String detail)
            throws Exception {
        var request = admin.request(path).header("Content-Type", "application/json");
        var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);

        HttpResponse<String> answer = admin.send(request.method(method, publisher));

        JsonNode problem = expect(status, answer);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(problem.path("type").asText()).isEqualTo("urn:tollgate:problem:" + type);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotBlank();
        assertThat(problem.path("detail").asText()).contains(detail);
    }

    @Test
    void refusesABodyThatIsNotJson() throws Exception {
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded")) {
            var answer =
                    admin.send(
                            admin.request("/v1/owners")
                                    .header("Content-Type", type)
                                    .POST(BodyPublishers.ofString("{\"id\": \"x\"}")));
            JsonNode problem = expect(415, answer);
            assertThat(problem.path("detail").asText()).contains("application/json").contains(type);
        }
    }

    @Test
    void refusesABodyThatIsTooLargeWithAndWithoutALength() throws Exception {
        String large = "{\"id\": \"" + "x".repeat(1 << 20) + "\"}";
        var chunked =
                BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8)));

        assertThat(expect(413, admin.post("/v1/owners", large)).path("type").asText())
                .isEqualTo("urn:tollgate:problem:content-too-large");
        var answer =
                admin.send(
                        admin.request("/v1/owners")
                                .header("Content-Type", "application/json")
                                .POST(chunked));
        expect(413, answer);
    }

    @Test
    void refusesHeadersThatAreTooLarge() throws Exception {
        String answer =
                raw("GET /v1/owners HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 431 ")
                .contains("application/problem+json")
                .contains("urn:tollgate:problem:headers-too-large");
    }

    @Test
    void refusesPathsThatCanBeReadInTwoWays() throws Exception {
        for (String path :
                List.of(
                        "/v1/owners/a%2Fb",
                        "/v1/%2e%2e/owners", "/v1//owners/..;/x", "/v1/owners/%00")) {
            String answer =
                    raw("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(answer)
                    .as(path)
                    .startsWith("HTTP/1.1 400 ")
                    .contains("application/problem+json")
                    .contains("urn:tollgate:problem:invalid-request");
        }
    }

    @Test
    void refusesWhatIsNotHttp() throws Exception {
        assertThat(raw("NONSENSE\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(
                        raw(
                                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("application/problem+json");
    }

    @Test
    void knowsNobodyWithoutAValidToken() throws Exception {
        String connection = "Host: a\r\nConnection: close\r\n";
        for (String token : List.of("tgadm_live_x", "tgadm_live_" + "0".repeat(49))) {
            String answer =
                    raw(
                            "GET /v1/owners HTTP/1.1\r\n"
                                    + connection
                                    + "Authorization: Bearer "
                                    + token
                                    + "\r\n\r\n");
            assertThat(answer)
                    .startsWith("HTTP/1.1 401 ")
                    .contains(
                            "WWW-Authenticate: Bearer realm=\"tollgate-admin\", error=\"invalid_token\"")
                    .contains("urn:tollgate:problem:unauthenticated")
                    .doesNotContain(token);
        }
        assertThat(raw("GET /v1/owners HTTP/1.1\r\n" + connection + "\r\n"))
                .startsWith("HTTP/1.1 401 ");
        assertThat(raw("HEAD /v1/owners HTTP/1.1\r\n" + connection + "\r\n"))
                .startsWith("HTTP/1.1 401 ");
        assertThat(
                        raw(
                                "GET /v1/owners HTTP/1.1\r\n"
                                        + connection
                                        + "Authorization: Basic eDp5\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void doesWhatTheFirstLineSaysWhateverAHeaderSays() throws Exception {
        var answer =
                admin.send(
                        admin.request("/v1/owners/acme")
                                .header("X-HTTP-Method-Override", "DELETE")
                                .GET());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(admin.get("/v1/owners/acme").statusCode()).isEqualTo(200);
    }

    @Test
    void namesTheMethodsThatAPathHas() throws Exception {
        var answer = admin.send(admin.request("/v1/usage").DELETE());

        expect(405, answer);
        assertThat(answer.headers().firstValue("Allow").orElse("")).contains("GET");
    }

    @Test
    void refusesAHeaderThatCantBe() throws Exception {
        String body = "{\"ownerId\": \"acme\", \"planId\": \"free\", \"environment\": \"live\"}";
        String plan = "{\"limits\": []}";

        assertThat(
                        expect(400, admin.post("/v1/keys", body, "Idempotency-Key", "a b"))
                                .path("detail")
                                .asText())
                .contains("Idempotency-Key must be 1 to 255");
        assertThat(
                        expect(400, admin.put("/v1/plans/free", plan, "If-Match", "1"))
                                .path("detail")
                                .asText())
                .contains("If-Match must be the ETag");
        expect(412, admin.put("/v1/plans/free", plan, "If-Match", "\"77\""));
    }

    private static List<JsonNode> everything() throws Exception {
        var all = new ArrayList<JsonNode>();
        for (String what : List.of("owners", "plans", "routes", "rules", "keys", "revocations")) {
            all.add(expect(200, admin.get("/v1/" + what)));
        }
        return all;
    }

    private static String raw(String request) throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), admin.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            var answer = new ByteArrayOutputStream();
            var in = socket.getInputStream();
            byte[] buffer = new byte[4096];
            // The end of the body is the end of what a short answer brings at once, or of the
            // connection.
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                answer.write(buffer, 0, read);
                if (answer.toString(StandardCharsets.UTF_8).endsWith("}")) {
                    break;
                }
            }
            return answer.toString(StandardCharsets.UTF_8);
        }
    }
}
