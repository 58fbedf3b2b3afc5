package io.tollgate.admin;

import static io.tollgate.admin.AdminUnderTest.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.TestBroker;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(BrokerExtension.class)
class ImportIT {
    private static final int MANY = 2_500;

    @TempDir private Path dir;

    @Test
    void importsOnceHoweverOftenItIsSentAndRevokesAsOne(TestBroker broker) throws Exception {
        String lines =
                IntStream.range(0, MANY).mapToObj(ImportIT::line).collect(Collectors.joining("\n"));
        try (var admin = AdminUnderTest.start(broker, dir)) {
            admin.makeOwnerAndPlan();
            admin.makeKey();

            JsonNode first = expect(200, admin.importKeys("legacy", lines + "\n{}\n"));
            JsonNode again = expect(200, streamed(admin, lines));

            assertThat(first.path("imported").asInt()).isEqualTo(MANY);
            assertThat(first.path("refusals")).hasSize(1);
            assertThat(first.at("/refusals/0/line").asInt()).isEqualTo(MANY + 1);
            assertThat(first.at("/refusals/0/errors/0/field").asText()).isEqualTo("sha256");
            assertThat(again.path("imported").asInt()).isZero();
            assertThat(again.path("present").asInt()).isEqualTo(MANY);

            JsonNode found = read(admin, "/v1/keys?importBatch=legacy&lastFour=0042");
            assertThat(found.path("items"))
                    .singleElement()
                    .satisfies(key -> {
                        assertThat(key.path("importBatch").asText()).isEqualTo("legacy");
                        assertThat(key.path("name").asText()).isEqualTo("number 42");
                    });
            assertThat(revoke(admin, "legacy", true, 200).path("keys").asInt()).isEqualTo(MANY);
            assertThat(revoke(admin, "legacy", false, 201).at("/target/importBatch").asText())
                    .isEqualTo("legacy");
            assertThat(revoke(admin, "another", false, 400).path("detail").asText())
                    .isEqualTo("target.importBatch: there are no keys of an import 'another'");
        }
        try (var restarted = AdminUnderTest.start(broker, dir)) {
            assertThat(read(restarted, "/v1/keys?state=REVOKED&limit=1000").path("items"))
                    .hasSize(1_000)
                    .allSatisfy(key ->
                            assertThat(key.path("importBatch").asText()).isEqualTo("legacy"));
            assertThat(read(restarted, "/v1/keys?state=ACTIVE").path("items")).hasSize(1);
        }
    }

    /** As clients send what they don't hold in memory: in chunks, without a length. */
    private static HttpResponse<String> streamed(AdminUnderTest admin, String lines)
            throws Exception {
        byte[] bytes = lines.getBytes(StandardCharsets.US_ASCII);
        return admin.send(
                admin.request("/v1/keys/import?batch=legacy")
                        .header("Content-Type", "application/x-ndjson; charset=utf-8")
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))));
    }

    private static JsonNode revoke(AdminUnderTest admin, String batch, boolean dry, int status)
            throws Exception {
        var answer =
                admin.post(
                        "/v1/revocations",
                        """
                        {"target": {"importBatch": "%s"}, "action": "REVOKE", "reason": "leaked",
                         "dryRun": %s}
                        """
                                .formatted(batch, dry));
        return expect(status, answer);
    }

    private static JsonNode read(AdminUnderTest admin, String path) throws Exception {
        return expect(200, admin.get(path));
    }

    private static String line(int number) {
        return """
        {"sha256": "%s", "lastFour": "%04d", "ownerId": "acme", "planId": "free", "environment": "live", "name": "number %d"}\
        """
                .formatted(
                        AdminUnderTest.sha256("an old secret of number " + number), number, number);
    }
}
