package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What rules do about keys, beside what people do. */
@Fleet(edges = 2)
class LadderIT {
    private static final long AMOUNT = 20;

    /** Nobody is there: what is to be told waits and can be seen. */
    private static final String HOOK = "https://hooks.invalid/tollgate";

    private static final String HOOK_SECRET = "whsec_" + "c2VjcmV0".repeat(4);

    private final Installation tollgate;
    private final AdminApi admin;

    LadderIT(Installation tollgate) {
        this.tollgate = tollgate;
        this.admin = tollgate.admin();
    }

    @BeforeAll
    static void prepare(Installation tollgate) {
        AdminApi admin = tollgate.admin();
        admin.create(
                "/v1/owners",
                Map.of(
                        "id", "slowed",
                        "name", "Owner slowed",
                        "contact", Map.of("webhook", Map.of("url", HOOK, "secret", HOOK_SECRET))));
        admin.owner("paused");
        var slow = new HashMap<>(Rules.quick());
        slow.put("action", "TIGHTEN");
        slow.put("tightenPercent", 20);
        slow.put("tightenFor", "PT10M");
        slow.put("exemptOwners", List.of("paused"));
        admin.put("/v1/rules/slow", slow);
        var pause = new HashMap<>(Rules.quick());
        pause.put("suspendFor", "PT6S");
        pause.put("revokeAfter", 0);
        pause.put("exemptOwners", List.of("slowed"));
        admin.put("/v1/rules/hammering", pause);
        tollgate.plan("small", Limit.rate(AMOUNT, "PT1M"));
    }

    @Test
    void aTighteningLowersTheRateOfTheKeyAloneUntilItIsWithdrawn() {
        ApiKey key = tollgate.issue("slowed", "small");
        ApiKey neighbour = tollgate.issue("slowed", "small");
        assertThat(amount(tollgate.edges().getFirst(), key)).isEqualTo(AMOUNT);

        JsonNode alert = hammerUntil(key, "TIGHTEN");

        assertThat(alert.path("ratePercent").asInt()).isEqualTo(20);
        JsonNode tightening = admin.read(revocationOf(alert));
        assertThat(tightening.path("action").asText()).isEqualTo("TIGHTEN");
        assertThat(tightening.path("ratePercent").asInt()).isEqualTo(20);
        assertThat(tightening.path("endsAt").asText()).isEqualTo(alert.path("endsAt").asText());
        Installation.await("all edges gave their word")
                .until(() ->
                        admin.read(revocationOf(alert)).at("/receipts/enforcing").asInt() == 2);
        for (Edge edge : tollgate.edges()) {
            assertThat(amount(edge, key)).as(edge.name()).isEqualTo(AMOUNT / 5);
            assertThat(amount(edge, neighbour)).as(edge.name()).isEqualTo(AMOUNT);
        }
        assertThat(state(key)).isEqualTo("ACTIVE");
        Installation.await("the owner is told")
                .until(() -> told("slowed").contains("key.tightened " + key.id()));

        assertThat(admin.withdraw(tightening).at("/receipts/enforcing").asInt()).isEqualTo(2);

        for (Edge edge : tollgate.edges()) {
            assertThat(amount(edge, key)).as(edge.name()).isEqualTo(AMOUNT);
        }
    }

    @Test
    void aSuspensionByARuleNeitherReplacesNorEndsARevocationByAPerson() {
        ApiKey key = tollgate.issue("paused", "small");
        JsonNode alert = hammerUntil(key, "SUSPEND");

        JsonNode byPerson = admin.revoke(Map.of("keyId", key.id()));

        assertThat(byPerson.at("/receipts/enforcing").asInt()).as("%s", byPerson).isEqualTo(2);
        assertThat(state(key)).isEqualTo("REVOKED");
        Installation.await("the suspension is over")
                .until(() ->
                        admin.read(revocationOf(alert)).path("state").asText().equals("ENDED"));
        assertThat(state(key)).isEqualTo("REVOKED");
        tollgate.edges().forEach(edge -> edge.assertRefuses(key.secret()));

        admin.withdraw(byPerson);

        // Once it was withdrawn nothing is left that denies the key: they were two.
        assertThat(state(key)).isEqualTo("ACTIVE");
        tollgate.awaitKnown(key);
    }

    /** Uses a key on all edges in turn, whatever it is answered, until a rule acts on it. */
    private JsonNode hammerUntil(ApiKey key, String action) {
        Installation.await("a rule acts on the key that hammers")
                .until(() -> {
                    for (Edge edge : tollgate.edges()) {
                        assertThat(edge.use(key.secret()).status()).isIn(Set.of(200, 401, 429));
                    }
                    return alert(key, action).isPresent();
                });
        JsonNode alert = alert(key, action).orElseThrow();
        Installation.await("it is written")
                .until(() ->
                        admin.send(admin.authorized("GET", revocationOf(alert))).status() == 200);
        return alert;
    }

    private Optional<JsonNode> alert(ApiKey key, String action) {
        return admin.list("/v1/alerts?keyId=" + key.id()).stream()
                .filter(alert -> alert.path("action").asText().equals(action))
                .findFirst();
    }

    /** What an owner is told, of which key. */
    private List<String> told(String ownerId) {
        return admin.list("/v1/notifications").stream()
                .filter(notice -> notice.path("endpoint").asText().startsWith("owner/" + ownerId))
                .map(notice -> notice.path("type").asText() + " " + notice.path("keyId").asText())
                .toList();
    }

    private static String revocationOf(JsonNode alert) {
        return "/v1/revocations/" + alert.path("revocationId").asText();
    }

    private String state(ApiKey key) {
        return admin.read("/v1/keys/" + key.id()).path("state").asText();
    }

    /** What an edge says of the limit, whether it admits the request or not. */
    private static long amount(Edge edge, ApiKey key) {
        Answer answer = edge.use(key.secret());
        assertThat(answer.status()).isIn(200, 429);
        Map<String, Long> rate =
                RateLimitField.parse(answer.field("RateLimit-Policy").orElseThrow())
                        .getOrDefault("rate", Map.of());
        return rate.getOrDefault("q", 0L);
    }
}
