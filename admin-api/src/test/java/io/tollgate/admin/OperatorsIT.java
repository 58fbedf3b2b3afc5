package io.tollgate.admin;

import static io.tollgate.admin.AdminUnderTest.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.TestBroker;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(BrokerExtension.class)
class OperatorsIT {
    private static final String OPERATORS = "/v1/operators";

    @TempDir private Path dir;

    @Test
    void anOperatorSignsInWithTheTokenThatItsCreationTold(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            var answer = admin.post(OPERATORS, "{\"name\": \"Ada\", \"role\": \"key_manager\"}");
            JsonNode made = expect(201, answer);

            assertThat(answer.headers().firstValue("Location"))
                    .contains(OPERATORS + "/" + made.path("id").asText());
            assertThat(answer.headers().firstValue("ETag")).contains("\"1\"");
            assertThat(made.path("role").asText()).isEqualTo("KEY_MANAGER");
            JsonNode me = expect(200, as(admin, made, "GET", OPERATORS + "/me", ""));
            assertThat(me.path("id")).isEqualTo(made.path("id"));
            assertThat(me.path("permissions").toString())
                    .contains("ISSUE_KEYS")
                    .doesNotContain("OPERATORS");
            expect(403, as(admin, made, "GET", OPERATORS, ""));
        }
    }

    @Test
    void aTokenIsToldOnceAndKeptNowhere(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            JsonNode made = make(admin, "Ada", "viewer");

            String shown =
                    expect(200, admin.get(path(made))).toString()
                            + expect(200, admin.get(OPERATORS)).toString();
            assertThat(shown)
                    .contains(made.path("id").asText())
                    .doesNotContain("token", made.path("token").asText());
        }
    }

    @Test
    void aRepeatedCreationMakesNobodyTwice(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            String body = "{\"name\": \"Ada\", \"role\": \"viewer\"}";
            JsonNode first = expect(201, admin.post(OPERATORS, body, "Idempotency-Key", "abc"));
            JsonNode again = expect(200, admin.post(OPERATORS, body, "Idempotency-Key", "abc"));

            assertThat(again.path("id")).isEqualTo(first.path("id"));
            assertThat(again.has("token")).isFalse();
            expect(
                    422,
                    admin.post(
                            OPERATORS,
                            "{\"name\": \"Bob\", \"role\": \"viewer\"}",
                            "Idempotency-Key",
                            "abc"));
            assertThat(expect(200, admin.get(OPERATORS)).path("items")).hasSize(2);
        }
    }

    @Test
    void aChangeHoldsAtOnceAndKnowsItsVersion(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            JsonNode made = make(admin, "Ada", "viewer");
            String path = path(made);

            expect(412, admin.patch(path, "{\"role\": \"auditor\"}", "If-Match", "\"7\""));
            JsonNode changed =
                    expect(
                            200,
                            admin.patch(
                                    path,
                                    "{\"role\": \"auditor\", \"expiresAt\": \"2100-01-01T00:00:00Z\"}",
                                    "If-Match",
                                    "\"1\""));
            assertThat(changed.path("role").asText()).isEqualTo("AUDITOR");
            assertThat(changed.path("name").asText()).isEqualTo("Ada");
            expect(403, as(admin, made, "GET", "/v1/owners", ""));
            expect(200, as(admin, made, "GET", OPERATORS, ""));

            expect(200, admin.patch(path, "{\"state\": \"disabled\"}"));
            expect(401, as(admin, made, "GET", OPERATORS, ""));
            expect(200, admin.patch(path, "{\"state\": \"active\", \"expiresAt\": null}"));
            expect(200, as(admin, made, "GET", OPERATORS, ""));
        }
    }

    @Test
    void aNewTokenEndsTheOneBefore(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            JsonNode made = make(admin, "Ada", "viewer");

            JsonNode again = expect(200, admin.post(path(made) + "/token", ""));

            expect(401, as(admin, made, "GET", OPERATORS + "/me", ""));
            expect(200, as(admin, again, "GET", OPERATORS + "/me", ""));
        }
    }

    @Test
    void whoIsDeletedIsGoneAfterARestartToo(TestBroker broker) throws Exception {
        JsonNode made;
        JsonNode kept;
        try (var admin = AdminUnderTest.start(broker, dir)) {
            made = make(admin, "Ada", "viewer");
            kept = make(admin, "Bob", "viewer");
            assertThat(admin.delete(path(made)).statusCode()).isEqualTo(204);
            expect(401, as(admin, made, "GET", OPERATORS + "/me", ""));
            expect(404, admin.get(path(made)));
        }
        try (var admin = AdminUnderTest.start(broker, dir)) {
            expect(401, as(admin, made, "GET", OPERATORS + "/me", ""));
            expect(200, as(admin, kept, "GET", OPERATORS + "/me", ""));
        }
    }

    @Test
    void theLastAdminCanNeitherGoNorStepDown(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            JsonNode first = expect(200, admin.get(OPERATORS + "/me"));
            String path = path(first);

            assertThat(expect(409, admin.delete(path)).path("detail").asText())
                    .contains("last active operator with the role ADMIN");
            expect(409, admin.patch(path, "{\"role\": \"viewer\"}"));
            expect(409, admin.patch(path, "{\"state\": \"disabled\"}"));
            expect(409, admin.patch(path, "{\"expiresAt\": \"2100-01-01T00:00:00Z\"}"));

            JsonNode second = make(admin, "Ada", "admin");
            assertThat(admin.delete(path).statusCode()).isEqualTo(204);
            expect(401, admin.get(OPERATORS));
            expect(409, as(admin, second, "DELETE", path(second), ""));
        }
    }

    @Test
    void tellsAllThatIsWrongWithABody(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            JsonNode problem =
                    expect(
                            400,
                            admin.post(
                                    OPERATORS,
                                    """
                                    {"name": "", "role": "root", "state": "active",
                                     "expiresAt": "2001-01-01T00:00:00Z"}
                                    """));
            assertThat(problem.path("errors").findValuesAsText("field"))
                    .containsExactlyInAnyOrder("name", "role", "state", "expiresAt");
            JsonNode made = make(admin, "Ada", "viewer");
            expect(400, admin.patch(path(made), "{\"role\": null}"));
            expect(400, admin.patch(path(made), "{\"tokenHash\": \"00\"}"));
            expect(404, admin.patch(OPERATORS + "/op_none", "{\"name\": \"Bob\"}"));
        }
    }

    private static JsonNode make(AdminUnderTest admin, String name, String role) throws Exception {
        return expect(
                201,
                admin.post(
                        OPERATORS, "{\"name\": \"%s\", \"role\": \"%s\"}".formatted(name, role)));
    }

    private static String path(JsonNode operator) {
        return OPERATORS + "/" + operator.path("id").asText();
    }

    private static HttpResponse<String> as(
            AdminUnderTest admin, JsonNode operator, String method, String path, String body)
            throws Exception {
        return admin.send(
                admin.request(path)
                        .setHeader("Authorization", "Bearer " + operator.path("token").asText())
                        .method(method, BodyPublishers.ofString(body)));
    }
}
