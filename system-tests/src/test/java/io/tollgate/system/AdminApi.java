package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The admin API as a client uses it. Thread-safe. */
record AdminApi(int port, String token) {
    void route(String id, String path, String upstream) {
        create(
                "/v1/routes",
                Map.of("id", id, "match", Map.of("path", path), "upstreams", List.of(upstream)));
    }

    void plan(String id, Limit... limits) {
        create(
                "/v1/plans",
                Map.of("id", id, "limits", Arrays.stream(limits).map(Limit::json).toList()));
    }

    void owner(String id) {
        create("/v1/owners", Map.of("id", id, "name", "Owner " + id));
    }

    ApiKey key(String ownerId, String planId) {
        return key(ownerId, planId, "live");
    }

    ApiKey key(String ownerId, String planId, String environment) {
        JsonNode key =
                create(
                        "/v1/keys",
                        Map.of("ownerId", ownerId, "planId", planId, "environment", environment));
        return new ApiKey(key.path("id").asText(), ownerId, key.path("secret").asText());
    }

    /** Writes a revocation; waits for all edges' word, for a time that is never needed. */
    JsonNode revoke(Map<String, ?> target) {
        return revocation(Map.of("target", target, "action", "REVOKE", "reason", "system test"));
    }

    JsonNode suspend(Map<String, ?> target, String duration) {
        return revocation(
                Map.of(
                        "target",
                        target,
                        "action",
                        "SUSPEND",
                        "reason",
                        "system test",
                        "duration",
                        duration));
    }

    /** Imports keys, by the SHA-256 of secrets that were made elsewhere. */
    JsonNode importKeys(String batch, List<? extends Map<String, ?>> keys) {
        String lines = keys.stream().map(Json::write).collect(Collectors.joining("\n"));
        Answer answer =
                send(
                        authorized("POST", "/v1/keys/import?batch=" + batch)
                                .with("Content-Type: application/x-ndjson")
                                .withBody(lines));
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return answer.json();
    }

    JsonNode withdraw(JsonNode revocation) {
        Answer answer =
                send(
                        authorized("POST", revocationPath(revocation) + "/withdrawal")
                                .with("Prefer: wait=10"));
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return answer.json();
    }

    JsonNode read(String path) {
        Answer answer = send(authorized("GET", path));
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return answer.json();
    }

    /** All members of a list, over all its pages. */
    List<JsonNode> list(String path) {
        var items = new ArrayList<JsonNode>();
        String separator = path.contains("?") ? "&" : "?";
        JsonNode page = read(path);
        page.path("items").forEach(items::add);
        while (!page.path("next").isNull()) {
            page = read(path + separator + "cursor=" + page.path("next").asText());
            page.path("items").forEach(items::add);
        }
        return items;
    }

    /** The series of a key since a time. */
    List<JsonNode> usage(ApiKey key, String window, Instant from) {
        return list("/v1/usage?keyId=" + key.id() + "&window=" + window + "&from=" + from);
    }

    JsonNode put(String path, Map<String, ?> body) {
        return made(authorized("PUT", path).withJson(Json.write(body)));
    }

    JsonNode create(String path, Map<String, ?> body) {
        return made(authorized("POST", path).withJson(Json.write(body)));
    }

    Call authorized(String method, String path) {
        return Call.of(method, path, Edge.bearer(token));
    }

    Answer send(Call call) {
        return call.to(port);
    }

    static String revocationPath(JsonNode revocation) {
        return "/v1/revocations/" + revocation.path("id").asText();
    }

    private JsonNode revocation(Map<String, ?> body) {
        return made(
                authorized("POST", "/v1/revocations")
                        .with("Prefer: wait=10")
                        .withJson(Json.write(body)));
    }

    private JsonNode made(Call call) {
        Answer answer = send(call);
        assertThat(answer.status()).as("%s", answer).isIn(200, 201);
        return answer.json();
    }
}
