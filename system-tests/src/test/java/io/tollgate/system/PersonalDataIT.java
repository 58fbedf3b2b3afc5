package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.VaultEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where names, contacts and addresses of people may lie in plain text: nowhere. */
@Fleet(edges = 1, surrounded = true)
class PersonalDataIT {
    private static final String OWNER = "quagga-limited";
    private static final String NAME = "Quagga & Daughters";
    private static final String EMAIL = "mare@quagga.example";
    private static final String HOOK = "http://127.0.0.1:9/for-quagga";
    private static final String ADDRESS = "203.0.113.77";
    private static final List<String> PERSONAL = List.of(NAME, EMAIL, HOOK, ADDRESS);

    private final Installation tollgate;
    private final AdminApi admin;

    PersonalDataIT(Installation tollgate) {
        this.tollgate = tollgate;
        this.admin = tollgate.admin();
    }

    @Test
    void isInNoTopicAndInNoFileAndGoesWithItsOwner() throws Exception {
        tollgate.plan("open");
        makeOwner();
        ApiKey key = tollgate.issue(OWNER, "open");
        Edge edge = tollgate.edges().getFirst();
        Call use = Call.get(Edge.SERVED, Edge.bearer(key.secret()));
        assertThat(use.with("X-Forwarded-For: " + ADDRESS).to(edge.port()).status()).isEqualTo(200);
        Call guess = Call.get(Edge.SERVED, Edge.bearer("tg_live_nobody"));
        assertThat(guess.with("X-Forwarded-For: " + ADDRESS).to(edge.port()).status())
                .isEqualTo(400);
        Installation.await("the use is counted")
                .until(() -> new Books(tollgate).sums(List.of(key)).containsValue(1L));
        admin.revoke(Map.of("keyId", key.id()));
        Installation.await("the owner is to be told").until(() -> !admin.told(OWNER).isEmpty());
        assertThat(admin.read("/v1/owners/" + OWNER).toString()).contains(EMAIL, HOOK);

        var everything = Everything.of(tollgate);
        assertThat(everything.placesOf(OWNER))
                .as("what may be known is found")
                .hasSizeGreaterThan(5);
        assertThat(everything.placesOf("203.0.113.0")).as("networks are found").isNotEmpty();
        assertIsNowhere(everything);

        assertThat(vault().getLast()).as("the entry with the owner's key").isNotNull();
        delete("/v1/keys/" + key.id());
        delete("/v1/owners/" + OWNER);

        assertThat(vault().getLast()).as("that it is to be erased").isNull();
        assertIsNowhere(Everything.of(tollgate));
    }

    private void delete(String path) {
        Answer answer = admin.send(admin.authorized("DELETE", path));
        assertThat(answer.status()).as("%s", answer).isEqualTo(204);
    }

    private void makeOwner() {
        var hook = Map.of("url", HOOK, "secret", "whsec_" + "c2VjcmV0".repeat(4));
        admin.create(
                "/v1/owners",
                Map.of(
                        "id", OWNER,
                        "name", NAME,
                        "contact", Map.of("email", EMAIL, "webhook", hook)));
    }

    private List<VaultEntry> vault() {
        var entries = new ArrayList<VaultEntry>();
        new TopicReader(tollgate.broker())
                .all(tollgate.topics().vault).stream()
                        .filter(entry -> entry.key().equals(OWNER))
                        .forEach(entry -> entries.add(entry.value()));
        return entries;
    }

    private static void assertIsNowhere(Everything everything) {
        for (String personal : PERSONAL) {
            assertThat(everything.placesOf(personal)).as(personal).isEmpty();
        }
    }
}
