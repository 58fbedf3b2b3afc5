package io.tollgate.benchmarks.metering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * From a request that uses up half of an edge's share of a limit to the view at another reader of
 * throttles, beside a bare round trip on the same broker; and to its usage at a reader of what is
 * committed. Needs an installation that runs: {@code ./tollgate up --edges 3}.
 *
 * <pre>ViewLatency [data directory] [requests] [edge port ...]</pre>
 */
public final class ViewLatency {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADMIN = "http://localhost:8000";
    private static final String KAFKA = "localhost:9092";
    private static final int PROBES = 30;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String token;
    private final List<String> edges;

    private record Key(String id, String secret) {}

    private ViewLatency(String token, List<String> edges) {
        this.token = token;
        this.edges = edges;
    }

    /** Measures and prints. */
    public static void main(String[] arguments) throws Exception {
        Path data = Path.of(arguments.length > 0 ? arguments[0] : "data");
        int requests = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 500;
        var edges = new ArrayList<String>();
        for (int i = 2; i < arguments.length; i++) {
            edges.add("http://localhost:" + arguments[i]);
        }
        if (edges.isEmpty()) {
            edges.addAll(
                    List.of(
                            "http://localhost:8080",
                            "http://localhost:8082",
                            "http://localhost:8084"));
        }
        String token = Files.readString(data.resolve("admin-token")).strip();
        new ViewLatency(token, edges).measure(requests);
        System.exit(0);
    }

    private void measure(int requests) throws Exception {
        // Each of three edges has a share of two: the first request uses up half of it.
        create(
                "/v1/plans",
                """
                {"id": "two-each", "limits": [{"name": "minute", "amount": 6, "window": "PT1M", "kind": "rate", "scope": "key"}]}
                """);
        create("/v1/owners", "{\"id\": \"benchmark\", \"name\": \"Benchmark\"}");
        var warm = keys(requests / 5);
        var keys = keys(requests);
        awaitKnown();
        var views = new Distribution();
        var bare = new Distribution();
        var usage = new Distribution();
        var topics = new Topics(Topics.DEFAULT_PREFIX, Partitions.DEFAULT);
        try (var told =
                        new Arrivals<>(
                                KAFKA, topics.throttles, "read_uncommitted", Throttle::getSubject);
                var counted =
                        new Arrivals<>(
                                KAFKA, topics.usageMinute, "read_committed", Usage::getKeyId);
                var roundTrip = new BareRoundTrip(KAFKA)) {
            for (int i = 0; i < warm.size(); i++) {
                use(warm.get(i), edges.get(i % edges.size()), told);
            }
            for (int i = 0; i < keys.size(); i++) {
                long begin = System.nanoTime();
                Key key = keys.get(i);
                views.add(use(key, edges.get(i % edges.size()), told));
                bare.add(roundTrip.nanos());
                usage.add(counted.of(key.id()).get(10, TimeUnit.SECONDS) - begin);
            }
        }
        usage.print("request sent -> usage of the minute read committed");
        views.print("request sent -> view of the limit read elsewhere");
        bare.print("bare produce-to-consume on the same broker");
        System.out.printf(
                Locale.ROOT,
                "times the bare round trip: median %.1f, p99 %.1f%n",
                views.millis(0.5) / bare.millis(0.5),
                views.millis(0.99) / bare.millis(0.99));
    }

    private long use(Key key, String edge, Arrivals<Throttle> views) throws Exception {
        long begin = System.nanoTime();
        int status = use(key, edge);
        if (status != 200) {
            throw new IllegalStateException(edge + " answered " + status);
        }
        return views.of(key.id()).get(10, TimeUnit.SECONDS) - begin;
    }

    private List<Key> keys(int number) throws IOException, InterruptedException {
        var keys = new ArrayList<Key>();
        for (int i = 0; i < number; i++) {
            JsonNode key =
                    send(
                            "POST",
                            "/v1/keys",
                            """
                            {"ownerId": "benchmark", "planId": "two-each", "environment": "live", "name": "benchmark"}
                            """);
            keys.add(new Key(key.path("id").asText(), key.path("secret").asText()));
        }
        return keys;
    }

    /** Keys travel on several partitions: when many that came last are known, all are. */
    private void awaitKnown() throws IOException, InterruptedException {
        for (Key probe : keys(PROBES)) {
            for (String edge : edges) {
                while (use(probe, edge) == 401) {
                    TimeUnit.MILLISECONDS.sleep(20);
                }
            }
        }
    }

    private int use(Key key, String edge) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(edge + "/hello"))
                        .header("Authorization", "Bearer " + key.secret())
                        .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    private void create(String path, String body) throws IOException, InterruptedException {
        send("POST", path, body);
    }

    private JsonNode send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(ADMIN + path))
                        .method(method, BodyPublishers.ofString(body))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .build();
        var answer = http.send(request, BodyHandlers.ofString());
        // A plan or owner of an earlier run is as good.
        if (answer.statusCode() / 100 != 2 && answer.statusCode() != 409) {
            throw new IOException(
                    path + " was answered " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }
}
