package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An owner hears that a key is used from somewhere else. */
@Fleet(edges = 1, surrounded = true)
class NewNetworkIT {
    private static final String HOME = "192.0.2.7";
    private static final String HOME_NETWORK = "192.0.2.0/24";

    private final Installation tollgate;
    private final AdminApi admin;

    NewNetworkIT(Installation tollgate) {
        this.tollgate = tollgate;
        this.admin = tollgate.admin();
    }

    @Test
    void theOwnerOfAKeyIsToldOfEachNewNetworkOnce() throws Exception {
        try (var receiver = new HookReceiver()) {
            admin.owner("acme", receiver.address());
            admin.put(
                    "/v1/rules/new-network",
                    Map.of(
                            "signal", "NEW_NETWORK",
                            "threshold", 1,
                            "window", "PT3S",
                            "action", "NOTIFY",
                            "coolDown", "PT1S"));
            tollgate.plan("open");
            ApiKey key = tollgate.issue("acme", "open");
            var elsewhere = new AtomicInteger();

            // Until the key is no longer young, a network more is only learned.
            Installation.await("the owner is told")
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> {
                        use(key, HOME);
                        use(key, "198.51." + elsewhere.incrementAndGet() + ".7");
                        return !receiver.said("key.new-network").isEmpty();
                    });
            use(key, HOME);
            use(key, "203.0.113.7");
            Installation.await("the owner is told of one more")
                    .until(() -> networks(receiver).contains("203.0.113.0/24"));

            assertThat(networks(receiver)).doesNotHaveDuplicates().doesNotContain(HOME_NETWORK);
            JsonNode last = receiver.said("key.new-network").getLast();
            assertThat(last.path("keyId").asText()).isEqualTo(key.id());
            assertThat(last.path("message").asText())
                    .contains(key.id() + " was used for the first time from ");
            List<JsonNode> alerts = admin.list("/v1/alerts?keyId=" + key.id());
            assertThat(alerts)
                    .anyMatch(alert -> alert.path("networks").toString().contains("203.0.113.0/24"))
                    .allMatch(alert -> alert.path("action").asText().equals("NOTIFY"));
        }
    }

    private void use(ApiKey key, String address) {
        Call call = Call.get(Edge.SERVED, Edge.bearer(key.secret()));
        Answer answer =
                call.with("X-Forwarded-For: " + address).to(tollgate.edges().getFirst().port());
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    }

    private static List<String> networks(HookReceiver receiver) {
        return receiver.said("key.new-network").stream()
                .flatMap(said -> said.path("networks").valueStream().map(JsonNode::asText))
                .toList();
    }
}
