package io.tollgate.admin;

import static io.tollgate.admin.AdminUnderTest.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.OnBothBrokers;
import io.tollgate.embedded.testing.TestBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two instances of one installation: either may be asked, whatever is asked of the other. */
@OnBothBrokers
@ExtendWith(BrokerExtension.class)
class TwoAdminsIT {
    private static final int AT_ONCE = 16;
    private static final String KEY =
            "{\"ownerId\": \"acme\", \"planId\": \"free\", \"environment\": \"live\", \"name\": \"%s\"}";

    @TempDir private Path dir;

    /** One call of several at once. */
    @FunctionalInterface
    private interface Attempt {
        HttpResponse<String> by(AdminUnderTest admin, int number) throws Exception;
    }

    @Test
    void aWriteThroughEitherIsReadThroughItAtOnce(TestBroker broker) throws Exception {
        try (var first = start(broker, "a");
                var second = start(broker, "b")) {
            second.makeOwnerAndPlan();
            for (AdminUnderTest each : List.of(second, first, second, first)) {
                String id =
                        expect(201, each.post("/v1/keys", KEY.formatted("one")))
                                .path("id")
                                .asText();
                HttpResponse<String> read = each.get("/v1/keys/" + id);
                expect(200, read);
                String tag = read.headers().firstValue("ETag").orElseThrow();
                expect(200, each.patch("/v1/keys/" + id, "{\"name\": \"two\"}", "If-Match", tag));
                assertThat(expect(200, each.get("/v1/keys/" + id)).path("name").asText())
                        .isEqualTo("two");
                expect(412, each.patch("/v1/keys/" + id, "{\"name\": \"three\"}", "If-Match", tag));
            }
            String shared = "/v1/keys/" + first.makeKey().path("id").asText();
            for (int i = 0; i < 20; i++) {
                expect(200, second.patch(shared, "{\"name\": \"n%d\"}".formatted(i)));
                assertThat(expect(200, second.get(shared)).path("name").asText())
                        .isEqualTo("n" + i);
            }
            assertThat(writes(first)).isEqualTo("accepted");
            assertThat(writes(second)).isEqualTo("passed on");
            HttpResponse<String> bad = second.post("/v1/keys?wait=1", "{\"planId\": \"free\"}");
            assertThat(expect(400, bad).path("type").asText())
                    .isEqualTo("urn:tollgate:problem:invalid-body");
        }
    }

    @Test
    void aCreationThatIsRepeatedAtBothIsMadeOnce(TestBroker broker) throws Exception {
        try (var first = start(broker, "a");
                var second = start(broker, "b")) {
            first.makeOwnerAndPlan();
            for (int round = 0; round < 10; round++) {
                String name = "round-" + round;
                var answers =
                        atBoth(
                                first,
                                second,
                                (admin, _) ->
                                        admin.post(
                                                "/v1/keys",
                                                KEY.formatted(name),
                                                "Idempotency-Key",
                                                name));
                var ids = new HashSet<String>();
                int made = 0;
                for (var answer : answers) {
                    made += answer.statusCode() == 201 ? 1 : 0;
                    ids.add(
                            expect(answer.statusCode() == 201 ? 201 : 200, answer)
                                    .path("id")
                                    .asText());
                }
                assertThat(made).isEqualTo(1);
                assertThat(ids).hasSize(1);
            }
            for (AdminUnderTest each : List.of(first, second)) {
                await().untilAsserted(() ->
                        assertThat(expect(200, each.get("/v1/keys")).path("items")).hasSize(10));
            }
        }
    }

    @Test
    void noChangeIsLostThatIsMadeAtBoth(TestBroker broker) throws Exception {
        try (var first = start(broker, "a");
                var second = start(broker, "b")) {
            first.makeOwnerAndPlan();
            String path = "/v1/keys/" + first.makeKey().path("id").asText();
            // Each adds a member, none of which may be written over.
            for (var answer :
                    atBoth(
                            first,
                            second,
                            (admin, i) ->
                                    admin.patch(
                                            path, "{\"tags\": {\"t%d\": \"x\"}}".formatted(i)))) {
                expect(200, answer);
            }
            HttpResponse<String> merged = first.get(path);
            assertThat(expect(200, merged).path("tags")).hasSize(AT_ONCE);
            assertThat(tag(merged)).isEqualTo("\"" + (1 + AT_ONCE) + "\"");

            // Each changes what it has read; of those who read the same, one is let through.
            var tags = new ArrayList<String>();
            for (int round = 0; round < 10; round++) {
                for (var answer :
                        atBoth(
                                first,
                                second,
                                (admin, i) -> {
                                    String read = tag(admin.get(path));
                                    String name = "{\"name\": \"n%d\"}".formatted(i);
                                    return admin.patch(path, name, "If-Match", read);
                                })) {
                    if (answer.statusCode() == 200) {
                        tags.add(tag(answer));
                    } else {
                        expect(412, answer);
                    }
                }
            }
            assertThat(tags).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(10);
            assertThat(tag(first.get(path))).isEqualTo("\"" + (1 + AT_ONCE + tags.size()) + "\"");
        }
    }

    @Test
    void aLinkThatIsOpenedAtBothGivesItsKeyOnce(TestBroker broker) throws Exception {
        try (var first = start(broker, "a");
                var second = start(broker, "b")) {
            first.makeOwnerAndPlan();
            for (int round = 0; round < 5; round++) {
                AdminUnderTest maker = round % 2 == 0 ? first : second;
                String link =
                        expect(201, maker.post("/v1/claims", KEY.formatted("by link")))
                                .path("link")
                                .asText();
                String token = link.substring(link.indexOf('#') + 1);
                var answers = atBoth(first, second, (admin, _) -> fetch(admin, token));
                assertThat(answers)
                        .extracting(HttpResponse::statusCode)
                        .containsOnly(201, 410)
                        .containsOnlyOnce(201);
            }
            await().untilAsserted(() ->
                    assertThat(expect(200, second.get("/v1/keys")).path("items")).hasSize(5));
        }
    }

    @Test
    void nothingThatWasAcknowledgedIsLostWhileTheWritingGoesFromOneToTheOther(TestBroker broker)
            throws Exception {
        AdminUnderTest first = start(broker, "a");
        try (var second = start(broker, "b")) {
            first.makeOwnerAndPlan();
            var running = new AtomicReference<>(first);
            var stopped = new AtomicBoolean();
            var made = new ConcurrentHashMap<String, String>();
            var work = new ArrayList<Future<?>>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < AT_ONCE; i++) {
                    String name = "thread-" + i + "-";
                    boolean fixed = i % 2 == 0;
                    work.add(
                            threads.submit(() -> {
                                for (int n = 0; !stopped.get(); n++) {
                                    AdminUnderTest asked = fixed ? second : running.get();
                                    String id = created(asked, second, name + n);
                                    made.put(name + n, id);
                                }
                                return null;
                            }));
                }
                awaitMore(made);
                first.close();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> writes(second).equals("accepted"));
                awaitMore(made);
                running.set(start(broker, "a"));
                awaitMore(made);
                assertThat(writes(running.get())).isEqualTo("passed on");
                stopped.set(true);
            }
            for (Future<?> each : work) {
                each.get();
            }
            try (var again = running.get()) {
                for (AdminUnderTest each : List.of(again, second)) {
                    for (var one : made.entrySet()) {
                        JsonNode key = expect(200, each.get("/v1/keys/" + one.getValue()));
                        assertThat(key.path("name").asText()).isEqualTo(one.getKey());
                    }
                }
                assertThat(namesOf(second)).doesNotHaveDuplicates().containsAll(made.keySet());
            }
        }
    }

    @Test
    void revocationsAreTakenAnywhere(TestBroker broker) throws Exception {
        try (var first = start(broker, "a");
                var second = start(broker, "b")) {
            first.makeOwnerAndPlan();
            String key = second.makeKey().path("id").asText();
            String body =
                    "{\"target\": {\"keyId\": \"%s\"}, \"action\": \"SUSPEND\", \"reason\": \"leaked\"}"
                            .formatted(key);
            var ids = new HashSet<String>();
            for (var answer :
                    atBoth(
                            first,
                            second,
                            (admin, _) ->
                                    admin.post(
                                            "/v1/revocations", body, "Idempotency-Key", "once"))) {
                ids.add(expect(answer.statusCode() == 201 ? 201 : 200, answer).path("id").asText());
            }
            assertThat(ids).hasSize(1);
            expect(
                    200,
                    second.post("/v1/revocations/" + ids.iterator().next() + "/withdrawal", ""));
            assertThat(expect(200, second.get("/v1/keys/" + key)).path("state").asText())
                    .isEqualTo("ACTIVE");
        }
    }

    /** Asks until it is known to be made; the same creation, whoever is asked. */
    private static String created(AdminUnderTest asked, AdminUnderTest other, String name)
            throws Exception {
        AdminUnderTest next = asked;
        while (true) {
            try {
                HttpResponse<String> answer =
                        next.post("/v1/keys", KEY.formatted(name), "Idempotency-Key", name);
                if (answer.statusCode() < 300) {
                    return expect(answer.statusCode(), answer).path("id").asText();
                }
                expect(503, answer);
            } catch (IOException e) {
                // The instance is gone, and nobody knows what it did.
                assertThat(asked).isNotSameAs(other);
            }
            next = other;
        }
    }

    private static void awaitMore(Map<String, String> made) {
        int before = made.size();
        await().atMost(Duration.ofSeconds(60)).until(() -> made.size() > before + 100);
    }

    private static List<String> namesOf(AdminUnderTest admin) throws Exception {
        var names = new ArrayList<String>();
        String cursor = "";
        do {
            JsonNode page = expect(200, admin.get("/v1/keys?limit=100" + cursor));
            page.path("items").forEach(key -> names.add(key.path("name").asText()));
            cursor = page.path("next").isNull() ? "" : "&cursor=" + page.path("next").asText();
        } while (!cursor.isEmpty());
        return names;
    }

    private List<HttpResponse<String>> atBoth(
            AdminUnderTest first, AdminUnderTest second, Attempt attempt) throws Exception {
        var answers = new ArrayList<Future<HttpResponse<String>>>();
        var ready = new CountDownLatch(AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < AT_ONCE; i++) {
                AdminUnderTest admin = i % 2 == 0 ? first : second;
                int number = i;
                answers.add(
                        threads.submit(() -> {
                            ready.countDown();
                            ready.await();
                            return attempt.by(admin, number);
                        }));
            }
        }
        var got = new ArrayList<HttpResponse<String>>();
        for (var answer : answers) {
            got.add(answer.get());
        }
        return got;
    }

    private AdminUnderTest start(TestBroker broker, String name) throws Exception {
        Map<String, String> settings = AdminUnderTest.sharing(dir);
        settings.put("TOLLGATE_ADMIN_INSTANCE", name);
        settings.put("TOLLGATE_ADMIN_LEAKS_PORT", "0");
        settings.put("TOLLGATE_ADMIN_LEAKS_REPORTS_PER_MINUTE", "1000");
        settings.put("TOLLGATE_ADMIN_CLAIMS_ADDRESS", "https://keys.example/claim");
        return AdminUnderTest.start(broker, dir.resolve(name), settings);
    }

    private static HttpResponse<String> fetch(AdminUnderTest admin, String token) throws Exception {
        return admin.send(
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + admin.leakPort() + "/claim"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"token\": \"" + token + "\"}")));
    }

    private static String writes(AdminUnderTest admin) throws Exception {
        return expect(200, admin.get("/health/ready")).path("writes").asText();
    }

    private static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }
}
