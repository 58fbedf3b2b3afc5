package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the admin API says that an edge would say, held against what edges say. */
@Fleet(edges = 2)
class ExplainIT {
    private static final Limit PLENTY = new Limit("day", 1_000, "P1D", "quota", "key");

    private final Installation tollgate;
    private final AdminApi admin;

    ExplainIT(Installation tollgate) {
        this.tollgate = tollgate;
        this.admin = tollgate.admin();
    }

    @Test
    void saysWhatEdgesSay() {
        admin.create("/v1/routes", route("scoped", "/scoped", Map.of("scopes", List.of("write"))));
        admin.create("/v1/routes", route("open", "/open", Map.of("auth", "none")));
        tollgate.plan("plenty", PLENTY);
        tollgate.plan("two", new Limit("day", 2, "P1D", "quota", "key"));
        admin.owner("acme");
        admin.owner("left");
        ApiKey good = tollgate.issue("acme", "plenty");
        ApiKey narrow = tollgate.issue("acme", "two");
        ApiKey suspended = tollgate.issue("acme", "plenty");
        ApiKey expired = tollgate.issue("acme", "plenty");
        ApiKey revoked = tollgate.issue("acme", "plenty");
        ApiKey ofOwner = tollgate.issue("left", "plenty");
        admin.suspend(Map.of("keyId", suspended.id()), "PT1H");
        admin.revoke(Map.of("keyId", revoked.id()));
        JsonNode ofLeft = admin.revoke(Map.of("ownerId", "left"));
        end(expired);
        useUp(narrow);

        compare("ADMITTED", good.secret(), Edge.SERVED);
        compare("NO_ROUTE", good.secret(), Edge.NOWHERE);
        compare("FORBIDDEN", good.secret(), "/scoped");
        compare("BAD_REQUEST", good.secret(), "/api/%2e%2e/x");
        compare("NO_CREDENTIAL", null, Edge.SERVED);
        compare("ADMITTED", null, "/open");
        compare("MALFORMED", good.secret() + "x", Edge.SERVED);
        compare("UNKNOWN_KEY", unknown(), Edge.SERVED);
        compare("EXPIRED", expired.secret(), Edge.SERVED);
        compare("SUSPENDED", suspended.secret(), Edge.SERVED);
        compare("REVOKED", revoked.secret(), Edge.SERVED);
        JsonNode left = compare("REVOKED", ofOwner.secret(), Edge.SERVED);
        assertThat(left.at("/revocations/0/id")).isEqualTo(ofLeft.path("id"));
        JsonNode limited = compare("LIMITED", narrow.secret(), Edge.SERVED);
        assertThat(limited.at("/limits/0/remaining").asLong(-1)).isZero();
        assertThat(limited.at("/limits/0/asOf").isTextual()).as("%s", limited).isTrue();
        assertThat(limited.at("/fleet/live").asInt()).isEqualTo(2);
        assertThat(explained(Map.of("keyId", narrow.id()), Edge.SERVED).path("outcome").asText())
                .isEqualTo("LIMITED");
    }

    private static Map<String, Object> route(String id, String path, Map<String, ?> more) {
        var route = new HashMap<String, Object>(more);
        route.put("id", id);
        route.put("match", Map.of("path", path));
        // Nobody listens there: what an edge admits is then 502 or 504.
        route.put("upstreams", List.of("http://127.0.0.1:1"));
        return route;
    }

    private void end(ApiKey key) {
        String path = "/v1/keys/" + key.id();
        String soon = Instant.now().plusMillis(1_500).toString();
        String etag = admin.send(admin.authorized("GET", path)).field("ETag").orElse("");
        Answer answer =
                admin.send(
                        admin.authorized("PATCH", path)
                                .with("If-Match: " + etag)
                                .withJson("{\"expiresAt\": \"" + soon + "\"}"));
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        Installation.await("all edges refuse the key that has expired")
                .until(() ->
                        tollgate.edges().stream()
                                .allMatch(edge -> edge.use(key.secret()).status() == 401));
    }

    /** Uses a key up, and waits until that is known. */
    private void useUp(ApiKey key) {
        Installation.await("all edges know that the limit is used up")
                .until(() ->
                        tollgate.edges().stream()
                                .allMatch(edge -> edge.use(key.secret()).status() == 429));
        Installation.await("the admin API knows that the limit is used up")
                .until(() ->
                        explained(Map.of("secret", key.secret()), Edge.SERVED)
                                .path("outcome")
                                .asText()
                                .equals("LIMITED"));
    }

    /** A key that was deleted is not known, and looks like one. */
    private String unknown() {
        ApiKey key = tollgate.issue("acme", "plenty");
        Answer gone = admin.send(admin.authorized("DELETE", "/v1/keys/" + key.id()));
        assertThat(gone.status()).as("%s", gone).isEqualTo(204);
        Installation.await("all edges have forgotten the key")
                .until(() -> tollgate.edges().stream().noneMatch(edge -> edge.knows(key.secret())));
        return key.secret();
    }

    private JsonNode compare(String outcome, @Nullable String secret, String target) {
        JsonNode said = explained(secret == null ? Map.of() : Map.of("secret", secret), target);
        assertThat(said.path("outcome").asText()).as("%s", said).isEqualTo(outcome);
        for (Edge edge : tollgate.edges()) {
            Call call = secret == null ? Call.get(target) : Call.get(target, Edge.bearer(secret));
            Answer answer = call.to(edge.port());
            if (said.path("status").isNull()) {
                assertThat(answer.status()).as("%s: %s", said, answer).isIn(200, 502, 504);
            } else {
                assertThat(answer.status())
                        .as("%s: %s", said, answer)
                        .isEqualTo(said.path("status").asInt());
            }
        }
        boolean secretIsTold = secret != null && said.toString().contains(secret);
        assertThat(secretIsTold).isFalse();
        JsonNode last = said.path("steps").path(said.path("steps").size() - 1);
        assertThat(last.path("outcome").asText())
                .isEqualTo(said.path("status").isNull() ? "passed" : "refused");
        return said;
    }

    private JsonNode explained(Map<String, ?> credential, String target) {
        var body = new HashMap<String, Object>(credential);
        body.put("method", "GET");
        body.put("host", "localhost");
        body.put("path", target);
        return admin.create("/v1/keys/explain", body);
    }
}
