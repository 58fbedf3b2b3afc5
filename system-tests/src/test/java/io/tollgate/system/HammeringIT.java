package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.embedded.testing.OnBothBrokers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

@OnBothBrokers
@Fleet
class HammeringIT {
    private static final Duration JUDGED_WITHIN = Duration.ofMinutes(2);

    private final Installation tollgate;
    private final AdminApi admin;

    HammeringIT(Installation tollgate) {
        this.tollgate = tollgate;
        this.admin = tollgate.admin();
    }

    @Test
    void aClientThatGoesOnWhileThrottledIsSuspendedAndAtTheSecondTimeRevoked() {
        admin.put("/v1/rules/hammering", Rules.quick());
        tollgate.plan("small", Limit.rate(5, "PT5S"));
        tollgate.plan("open");
        // Nobody is there: what is to be told waits and can be seen.
        admin.owner("acme", "https://hooks.invalid/tollgate");
        ApiKey hammered = tollgate.issue("acme", "small");
        ApiKey neighbour = tollgate.issue("acme", "open");

        hammerUntilRefused(hammered);
        JsonNode suspension = alert(hammered, "SUSPEND");

        assertHoldsTheNumbers(suspension);
        assertOwnerIsTold("key.suspended", hammered);
        JsonNode pause = admin.read("/v1/revocations/" + suspension.path("revocationId").asText());
        assertThat(pause.path("action").asText()).isEqualTo("SUSPEND");
        assertThat(pause.path("endsAt").asText()).isEqualTo(suspension.path("endsAt").asText());
        assertThat(pause.at("/target/keyId").asText()).isEqualTo(hammered.id());
        tollgate.edges().forEach(edge -> edge.assertAdmits(neighbour.secret()));

        tollgate.awaitKnown(hammered);
        assertThat(state(hammered)).isEqualTo("ACTIVE");

        hammerUntilRefused(hammered);
        JsonNode end = alert(hammered, "REVOKE");

        assertHoldsTheNumbers(end);
        assertThat(end.at("/evidence/suspensionsBefore").asInt()).isEqualTo(1);
        JsonNode revocation = admin.read("/v1/revocations/" + end.path("revocationId").asText());
        assertThat(revocation.path("action").asText()).isEqualTo("REVOKE");
        assertThat(revocation.path("endsAt").isNull()).as("%s", revocation).isTrue();
        Installation.await("all edges gave their word for the revocation")
                .until(() -> enforcing(revocation) == tollgate.edges().size());
        assertThat(state(hammered)).isEqualTo("REVOKED");
        assertOwnerIsTold("key.revoked", hammered);
        assertThat(admin.told("acme")).noneMatch(told -> told.contains(neighbour.id()));
        tollgate.edges()
                .forEach(edge -> {
                    edge.assertRefuses(hammered.secret());
                    edge.assertAdmits(neighbour.secret());
                });
        new Report("Hammering while throttled: what the alerts say")
                .line("%s", suspension.path("message").asText())
                .line(
                        "  evidence %s, until %s",
                        suspension.path("evidence"), suspension.path("endsAt").asText())
                .line("%s", end.path("message").asText())
                .line("  evidence %s", end.path("evidence"))
                .print();
    }

    private void assertOwnerIsTold(String type, ApiKey key) {
        Installation.await("the owner is told of " + type)
                .until(() -> admin.told("acme").contains(type + " " + key.id()));
    }

    /** Uses a key on all edges in turn, whatever it is answered, until all of them refuse it. */
    private void hammerUntilRefused(ApiKey key) {
        Installation.await("all edges refuse the key that hammers")
                .atMost(JUDGED_WITHIN)
                .until(() -> useOnAllEdges(key), statuses -> Set.of(401).containsAll(statuses));
    }

    private List<Integer> useOnAllEdges(ApiKey key) {
        return tollgate.edges().stream().map(edge -> edge.use(key.secret()).status()).toList();
    }

    private static void assertHoldsTheNumbers(JsonNode alert) {
        JsonNode evidence = alert.path("evidence");
        double requests = evidence.path("requests").asDouble();
        double limited = evidence.path("limited").asDouble();
        assertThat(alert.path("ruleId").asText()).isEqualTo("hammering");
        assertThat(alert.path("signal").asText()).isEqualTo("THROTTLED_SENT_ON");
        assertThat(requests).as("%s", alert).isGreaterThanOrEqualTo(20);
        assertThat(limited / requests).as("%s", alert).isGreaterThanOrEqualTo(0.5);
        assertThat(evidence.path("share").asDouble()).isEqualTo(limited / requests);
        assertThat(alert.path("edges").size()).as("%s", alert).isGreaterThanOrEqualTo(2);
    }

    private JsonNode alert(ApiKey key, String action) {
        Installation.await("an alert with the action " + action)
                .until(() -> alertOf(key, action).isPresent());
        return alertOf(key, action).orElseThrow();
    }

    private Optional<JsonNode> alertOf(ApiKey key, String action) {
        List<JsonNode> alerts = admin.list("/v1/alerts?keyId=" + key.id());
        return alerts.stream()
                .filter(alert -> alert.path("action").asText().equals(action))
                .findFirst();
    }

    private int enforcing(JsonNode revocation) {
        return admin.read(AdminApi.revocationPath(revocation)).at("/receipts/enforcing").asInt();
    }

    private String state(ApiKey key) {
        return admin.read("/v1/keys/" + key.id()).path("state").asText();
    }
}
