package io.tollgate.admin;

import static io.tollgate.admin.AdminUnderTest.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.TestBroker;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Bulk imports that come to an instance which does not write itself. */
@ExtendWith(BrokerExtension.class)
class ImportThroughAnotherIT {
    private static final int MANY = 20_000;

    /** Each such line is refused. */
    private static final int EVERY = 400;

    @TempDir private Path dir;

    @Test
    void isReportedAsWhereItIsWritten(TestBroker broker) throws Exception {
        try (var writer = start(broker, "a");
                var other = start(broker, "b")) {
            writer.makeOwnerAndPlan();

            JsonNode passedOn = expect(200, imported(other, "one", 0, MANY));
            JsonNode direct = expect(200, imported(writer, "two", MANY, MANY));

            assertThat(passedOn.path("imported").asInt()).isEqualTo(MANY - MANY / EVERY);
            assertThat(passedOn.path("refusals")).hasSize(MANY / EVERY);
            ((ObjectNode) passedOn).remove("batch");
            ((ObjectNode) direct).remove("batch");
            assertThat(passedOn).isEqualTo(direct);
            JsonNode again = expect(200, imported(other, "one", 0, MANY));
            assertThat(again.path("present").asInt()).isEqualTo(MANY - MANY / EVERY);
            assertThat(again.path("imported").asInt()).isZero();
        }
    }

    @Test
    void isWrittenWhileItComes(TestBroker broker) throws Exception {
        try (var writer = start(broker, "a");
                var other = start(broker, "b");
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            writer.makeOwnerAndPlan();
            var lines = new PipedOutputStream();
            var in = new PipedInputStream(lines, 1 << 16);
            Future<HttpResponse<String>> answer = threads.submit(() -> send(other, "legacy", in));

            write(lines, 0, 3_000);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(numberOf(writer, "legacy")).isPositive());
            assertThat(answer).isNotDone();
            write(lines, 3_000, 3_000);
            lines.close();

            assertThat(expect(200, answer.get()).path("lines").asInt()).isEqualTo(6_000);
        }
    }

    @Test
    void endsWhereTooManyLinesAreRefusedAndSaysWhereToGoOn(TestBroker broker) throws Exception {
        try (var writer = start(broker, "a");
                var other = start(broker, "b")) {
            writer.makeOwnerAndPlan();

            byte[] many = "{}\n".repeat(2_000_000).getBytes(StandardCharsets.US_ASCII);
            for (AdminUnderTest each : new AdminUnderTest[] {writer, other}) {
                var lines = new ByteArrayInputStream(many);
                JsonNode report = expect(200, send(each, "bad", lines));

                assertThat(report.path("refused").asInt()).isEqualTo(10_000);
                assertThat(report.path("nextLine").asInt()).isEqualTo(10_001);
            }
        }
    }

    @Test
    void isDoneOnceWhenItIsSentAgainBecauseTheWriterWentAwayAmidIt(TestBroker broker)
            throws Exception {
        AdminUnderTest writer = start(broker, "a");
        try (var other = start(broker, "b");
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            writer.makeOwnerAndPlan();
            var lines = new PipedOutputStream();
            var in = new PipedInputStream(lines, 1 << 16);
            Future<HttpResponse<String>> answer = threads.submit(() -> send(other, "legacy", in));
            write(lines, 0, 5_000);
            await().untilAsserted(() -> assertThat(numberOf(other, "legacy")).isPositive());

            writer.close();
            write(lines, 5_000, 5_000);
            lines.close();

            HttpResponse<String> broken = answer.get();
            assertThat(expect(503, broken).path("detail").asText())
                    .contains("Send all lines again: those that are there are passed over");
            int before = numberOf(other, "legacy");
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            expect(200, other.get("/health/ready"))
                                    .path("writes")
                                    .asText()
                                    .equals("accepted"));
            JsonNode again = expect(200, imported(other, "legacy", 0, 10_000));
            int good = 10_000 - 10_000 / EVERY;
            assertThat(again.path("present").asInt()).isEqualTo(before);
            assertThat(again.path("imported").asInt()).isEqualTo(good - before);
            assertThat(numberOf(other, "legacy")).isEqualTo(good);
        }
    }

    private static HttpResponse<String> imported(
            AdminUnderTest admin, String batch, int from, int many) throws Exception {
        var text = new StringBuilder();
        for (int number = from; number < from + many; number++) {
            text.append(line(number));
        }
        return admin.importKeys(batch, text.toString());
    }

    private static HttpResponse<String> send(AdminUnderTest admin, String batch, InputStream body)
            throws Exception {
        return admin.send(
                admin.request("/v1/keys/import?batch=" + batch)
                        .header("Content-Type", "application/x-ndjson")
                        .POST(BodyPublishers.ofInputStream(() -> body)));
    }

    private static void write(PipedOutputStream lines, int from, int many) throws IOException {
        for (int number = from; number < from + many; number++) {
            lines.write(line(number).getBytes(StandardCharsets.US_ASCII));
        }
        lines.flush();
    }

    private static int numberOf(AdminUnderTest admin, String batch) throws Exception {
        var answer =
                admin.post(
                        "/v1/revocations",
                        """
                        {"target": {"importBatch": "%s"}, "action": "REVOKE", "reason": "leaked", "dryRun": true}
                        """
                                .formatted(batch));
        return answer.statusCode() == 200 ? expect(200, answer).path("keys").asInt() : 0;
    }

    private static String line(int number) {
        String plan = number % EVERY == 0 ? "no-such" : "free";
        return """
        {"sha256": "%s", "ownerId": "acme", "planId": "%s", "environment": "live"}
        """
                .formatted(AdminUnderTest.sha256("an old secret of number " + number), plan);
    }

    private AdminUnderTest start(TestBroker broker, String name) throws Exception {
        Map<String, String> settings = AdminUnderTest.sharing(dir);
        settings.put("TOLLGATE_ADMIN_INSTANCE", name);
        return AdminUnderTest.start(broker, dir.resolve(name), settings);
    }
}
