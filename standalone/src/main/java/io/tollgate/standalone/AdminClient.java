package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Talks to the admin API as any client would. Thread-safe. */
final class AdminClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIME_LIMIT = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIME_LIMIT).build();
    private final URI base;
    private final String token;

    AdminClient(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    /** What a resource is, empty if there is none. */
    Optional<JsonNode> read(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(request(path).GET());
        return answer.statusCode() == 404 ? Optional.empty() : Optional.of(parsed(path, answer));
    }

    /** Creates a resource. */
    JsonNode create(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return parsed(
                path,
                send(request(path).POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))));
    }

    /** Replaces a resource. */
    JsonNode replace(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return parsed(
                path,
                send(request(path).PUT(BodyPublishers.ofString(JSON.writeValueAsString(body)))));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(TIME_LIMIT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode parsed(String path, HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(
                    "the admin API answered "
                            + answer.statusCode()
                            + " to "
                            + path
                            + ": "
                            + answer.body());
        }
        return JSON.readTree(answer.body());
    }
}
