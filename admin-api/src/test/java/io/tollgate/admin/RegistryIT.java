package io.tollgate.admin;

import static io.tollgate.admin.AdminUnderTest.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.OnBothBrokers;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.wire.SchemaCatalogue;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@OnBothBrokers
@ExtendWith(BrokerExtension.class)
class RegistryIT {
    @TempDir private Path dir;

    @Test
    void tellsOurSchemasToWhoeverAsksAsARegistryDoes(TestBroker broker) throws Exception {
        var usage = SchemaCatalogue.ours().latest("Usage");
        String subject = broker.prefix() + "usage-minute-value";
        try (var admin = AdminUnderTest.start(broker, dir)) {
            assertThat(read(admin, "/subjects").toString()).contains('"' + subject + '"');
            assertThat(read(admin, "/subjects/" + subject + "/versions").toString())
                    .isEqualTo("[1,2]");
            for (String version : new String[] {"2", "latest", "-1"}) {
                JsonNode shown = read(admin, "/subjects/" + subject + "/versions/" + version);
                assertThat(shown.path("id").asInt()).isEqualTo(usage.id());
                assertThat(shown.path("subject").asText()).isEqualTo(subject);
            }
            assertThat(schema(read(admin, "/schemas/ids/" + usage.id()).path("schema").asText()))
                    .isEqualTo(usage.schema());
            assertThat(schema(read(admin, "/schemas/ids/" + usage.id() + "/schema").toString()))
                    .isEqualTo(usage.schema());
            assertThat(read(admin, "/schemas/ids/" + usage.id() + "/subjects")).hasSize(3);
            assertThat(read(admin, "/schemas/ids/" + usage.id() + "/versions")).hasSize(3);
            for (String ids : new String[] {"globalIds", "contentIds"}) {
                String path = "/apis/registry/v2/ids/" + ids + "/" + usage.id();
                assertThat(schema(read(admin, path + "?dereference=true").toString()))
                        .isEqualTo(usage.schema());
                assertThat(read(admin, path + "/references")).isEmpty();
            }
            assertThat(read(admin, "/schemas/types").toString()).isEqualTo("[\"AVRO\"]");
            assertThat(read(admin, "/mode").path("mode").asText()).isEqualTo("READONLY");
            assertThat(read(admin, "/config").path("compatibilityLevel").asText())
                    .isEqualTo("FULL_TRANSITIVE");

            var asked = AdminUnderTest.JSON.createObjectNode();
            asked.put("schema", usage.schema().toString());
            assertThat(
                            expect(
                                            200,
                                            admin.post(
                                                    "/schema-registry/subjects/" + subject,
                                                    asked.toString()))
                                    .path("id")
                                    .asInt())
                    .isEqualTo(usage.id());
        }
    }

    @Test
    void refusesInTheFormThatRegistryClientsKnow(TestBroker broker) throws Exception {
        String subject = broker.prefix() + "usage-minute-value";
        try (var admin = AdminUnderTest.start(broker, dir)) {
            assertRefused(admin, "/subjects/nothing/versions", 404, 40401);
            assertRefused(admin, "/subjects/nothing/versions/1", 404, 40401);
            assertRefused(admin, "/subjects/" + subject + "/versions/3", 404, 40402);
            assertRefused(admin, "/subjects/" + subject + "/versions/first", 422, 42202);
            assertRefused(admin, "/schemas/ids/1", 404, 40403);
            assertRefused(admin, "/schemas/ids/99999999999", 404, 40403);
            var unknown =
                    admin.post(
                            "/schema-registry/subjects/" + subject,
                            "{\"schema\": \"{\\\"type\\\": \\\"string\\\"}\"}");
            assertThat(expect(404, unknown).path("error_code").asInt()).isEqualTo(40403);
            var broken =
                    admin.post(
                            "/schema-registry/subjects/" + subject, "{\"schema\": \"nonsense\"}");
            assertThat(expect(422, broken).path("error_code").asInt()).isEqualTo(42201);
        }
    }

    private static void assertRefused(AdminUnderTest admin, String path, int status, int code)
            throws Exception {
        JsonNode problem = expect(status, admin.get("/schema-registry" + path));
        assertThat(problem.path("error_code").asInt()).as(path).isEqualTo(code);
        assertThat(problem.path("message").asText()).isNotBlank();
    }

    private static JsonNode read(AdminUnderTest admin, String path) throws Exception {
        var answer = admin.get("/schema-registry" + path);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/vnd.schemaregistry.v1+json");
        return expect(200, answer);
    }

    private static Schema schema(String text) {
        return new Schema.Parser().parse(text);
    }
}
