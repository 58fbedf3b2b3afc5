package io.tollgate.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
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

/**
 * Talks to the admin API as any client would. Calls end with an {@link ApiRefusalException} if it
 * answers that something is wrong, with an {@link ApiUnreachableException} if nobody answers.
 * Thread-safe.
 */
final class AdminClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIME_LIMIT = Duration.ofSeconds(30);
    private static final Duration TIME_LIMIT_FOR_LINES = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIME_LIMIT).build();
    private final String address;
    private final String token;

    AdminClient(URI base, String token) {
        this.address = base.toString().replaceAll("/+$", "");
        this.token = token;
    }

    /** What a resource is, empty if there is none. */
    Optional<JsonNode> read(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(request(path).GET());
        return answer.statusCode() == 404 ? Optional.empty() : Optional.of(parsed(answer));
    }

    /** What a resource is that must be there. */
    JsonNode get(String path) throws IOException, InterruptedException {
        return parsed(send(request(path).GET()));
    }

    /** Creates a resource. */
    JsonNode create(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return parsed(
                send(request(path).POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))));
    }

    /** Creates a resource without waiting for what follows from it. */
    JsonNode begin(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return parsed(
                send(
                        request(path)
                                .header("Prefer", "wait=0")
                                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))));
    }

    /** Replaces a resource. */
    JsonNode replace(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return parsed(
                send(request(path).PUT(BodyPublishers.ofString(JSON.writeValueAsString(body)))));
    }

    /** Writes or deletes a resource; what comes back, missing where nothing does. */
    JsonNode send(String method, String path, String body)
            throws IOException, InterruptedException {
        return parsed(send(request(path).method(method, BodyPublishers.ofString(body))));
    }

    /** Sends JSON values, one a line, which may take longer than other calls. */
    JsonNode sendLines(String path, String lines) throws IOException, InterruptedException {
        return parsed(
                send(
                        request(path)
                                .timeout(TIME_LIMIT_FOR_LINES)
                                .setHeader("Content-Type", "application/x-ndjson")
                                .POST(BodyPublishers.ofString(lines))));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /** An answer as it is, which is a success. */
    HttpResponse<String> fetch(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(request(path).GET());
        if (answer.statusCode() / 100 != 2) {
            throw ApiRefusalException.of(answer.statusCode(), answer.body());
        }
        return answer;
    }

    /** What to throw when an answer can't be the admin API's. */
    ApiRefusalException foreign() {
        return ApiRefusalException.foreign(address);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path))
                .timeout(TIME_LIMIT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new ApiUnreachableException(address, e);
        }
    }

    private JsonNode parsed(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() / 100 != 2) {
            throw ApiRefusalException.of(answer.statusCode(), answer.body());
        }
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException _) {
            throw foreign();
        }
    }
}
