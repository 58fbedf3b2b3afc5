package io.tollgate.system;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.embedded.testing.OnBothBrokers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@OnBothBrokers
@Fleet(measured = true)
class RevocationIT {
    private static final int REVOCATIONS = 200;

    private final Installation tollgate;
    private final AdminApi admin;

    RevocationIT(Installation tollgate) {
        this.tollgate = tollgate;
        this.admin = tollgate.admin();
    }

    @BeforeAll
    static void prepare(Installation tollgate) {
        tollgate.plan("open");
        tollgate.admin().owner("acme");
    }

    /** How long 200 revocations took. */
    private static final class Measured {
        private final List<Long> fromRequestToEachEdge = new ArrayList<>();
        private final List<Long> fromRequestToLastEdge = new ArrayList<>();
        private final List<Long> fromAnswerToLastEdge = new ArrayList<>();
        private final List<Long> answers = new ArrayList<>();
        private final List<Long> receipts = new ArrayList<>();
        private final List<Long> bare = new ArrayList<>();
    }

    @Test
    void onceARevocationIsAnsweredNoEdgeAdmitsTheKey() throws Exception {
        var measured = new Measured();
        try (var roundTrip = new BareRoundTrip(tollgate.broker());
                ExecutorService threads = Executors.newFixedThreadPool(3)) {
            for (int i = 0; i < REVOCATIONS; i++) {
                revokeWhileInUse(tollgate.issue("acme", "open"), threads, measured);
                measured.bare.add(roundTrip.nanos(new byte[200]));
            }
        }
        new Report(
                        "Revocation: "
                                + REVOCATIONS
                                + " keys in use on 3 edges, each revoked through the admin API")
                .times(
                        "request sent -> first 401 of an edge (each edge)",
                        measured.fromRequestToEachEdge)
                .times("request sent -> first 401 of the last edge", measured.fromRequestToLastEdge)
                .times(
                        "answer there -> first 401 of the last edge (0: before)",
                        measured.fromAnswerToLastEdge)
                .times("request sent -> answer with all receipts", measured.answers)
                .times("slowest receipt, as the answer says (whole ms)", measured.receipts)
                .times("bare produce-to-consume on the same broker", measured.bare)
                .line("requests admitted after an answer that said enforcing: 3 of 3: 0")
                .print();
    }

    private void revokeWhileInUse(ApiKey key, ExecutorService threads, Measured measured)
            throws Exception {
        var polls = new ArrayList<Future<Polling.Found>>();
        var inUse = new CountDownLatch(tollgate.edges().size());
        for (Edge edge : tollgate.edges()) {
            polls.add(threads.submit(new Polling(edge, key, inUse)));
        }
        assertThat(inUse.await(30, SECONDS)).as("all edges admit %s", key.id()).isTrue();
        long asked = System.nanoTime();
        JsonNode revocation = admin.revoke(Map.of("keyId", key.id()));
        long answered = System.nanoTime();

        assertEnforcedEverywhere(revocation);
        tollgate.edges().forEach(edge -> edge.assertRefuses(key.secret()));
        long last = asked;
        for (Future<Polling.Found> poll : polls) {
            Polling.Found found = poll.get();
            assertThat(found.lastAdmittedSent() - answered)
                    .as("a request that was sent after the answer was admitted")
                    .isNegative();
            measured.fromRequestToEachEdge.add(found.firstRefused() - asked);
            last = Math.max(last, found.firstRefused());
        }
        measured.fromRequestToLastEdge.add(last - asked);
        measured.fromAnswerToLastEdge.add(Math.max(0, last - answered));
        measured.answers.add(answered - asked);
        measured.receipts.add(revocation.at("/receipts/slowestMillis").asLong() * 1_000_000);
    }

    @Test
    void endsAllKeysOfAnOwner() {
        admin.owner("leaver");
        admin.owner("stayer");
        List<ApiKey> keys =
                List.of(tollgate.issue("leaver", "open"), tollgate.issue("leaver", "open"));
        ApiKey other = tollgate.issue("stayer", "open");

        assertEnforcedEverywhere(admin.revoke(Map.of("ownerId", "leaver")));

        for (Edge edge : tollgate.edges()) {
            keys.forEach(key -> edge.assertRefuses(key.secret()));
            edge.assertAdmits(other.secret());
        }
    }

    @Test
    void endsAllKeysOfAPlan() {
        tollgate.plan("legacy");
        ApiKey key = tollgate.issue("acme", "legacy");
        ApiKey other = tollgate.issue("acme", "open");

        assertEnforcedEverywhere(admin.revoke(Map.of("planId", "legacy")));

        for (Edge edge : tollgate.edges()) {
            edge.assertRefuses(key.secret());
            edge.assertAdmits(other.secret());
        }
    }

    @Test
    void endsAllKeysOfAnOwnerInOneEnvironment() {
        admin.owner("tester");
        ApiKey live = tollgate.issue("tester", "open");
        ApiKey test = admin.key("tester", "open", "test");
        tollgate.awaitKnown(test);

        assertEnforcedEverywhere(admin.revoke(Map.of("ownerId", "tester", "environment", "test")));

        for (Edge edge : tollgate.edges()) {
            edge.assertRefuses(test.secret());
            edge.assertAdmits(live.secret());
        }
    }

    @Test
    void aSuspensionEndsByItself() {
        ApiKey key = tollgate.issue("acme", "open");

        JsonNode suspension = admin.suspend(Map.of("keyId", key.id()), "PT5S");

        assertEnforcedEverywhere(suspension);
        tollgate.edges().forEach(edge -> edge.assertRefuses(key.secret()));
        for (Edge edge : tollgate.edges()) {
            Installation.await(edge.name() + " admits the key again")
                    .until(() -> edge.use(key.secret()).status() == 200);
        }
        assertThat(admin.read(AdminApi.revocationPath(suspension)).path("state").asText())
                .isEqualTo("ENDED");
        assertThat(admin.read("/v1/keys/" + key.id()).path("state").asText()).isEqualTo("ACTIVE");
    }

    @Test
    void aRevocationThatIsWithdrawnLeavesTheOthersInForce() {
        admin.owner("reviewed");
        ApiKey key = tollgate.issue("reviewed", "open");
        JsonNode byKey = admin.revoke(Map.of("keyId", key.id()));
        JsonNode byOwner = admin.revoke(Map.of("ownerId", "reviewed"));

        assertEnforcedEverywhere(admin.withdraw(byKey));
        tollgate.edges().forEach(edge -> edge.assertRefuses(key.secret()));

        assertEnforcedEverywhere(admin.withdraw(byOwner));
        tollgate.edges().forEach(edge -> edge.assertAdmits(key.secret()));
    }

    @Test
    void anEdgeThatWasAwayRefusesAtItsReturnWhatWasRevokedMeanwhile() {
        ApiKey key = tollgate.issue("acme", "open");
        Edge away = tollgate.edges().getLast();

        assertThat(away.program().stop()).as("exit code after SIGTERM").isZero();
        JsonNode revocation = admin.revoke(Map.of("keyId", key.id()));

        // An edge that left in order no longer counts.
        assertThat(revocation.at("/receipts/edges").asInt()).as("%s", revocation).isEqualTo(2);
        assertThat(revocation.at("/receipts/enforcing").asInt()).as("%s", revocation).isEqualTo(2);
        tollgate.restart(away);
        away.assertRefuses(key.secret());
    }

    private void assertEnforcedEverywhere(JsonNode revocation) {
        int edges = tollgate.edges().size();
        assertThat(revocation.at("/receipts/edges").asInt()).as("%s", revocation).isEqualTo(edges);
        assertThat(revocation.at("/receipts/enforcing").asInt())
                .as("%s", revocation)
                .isEqualTo(edges);
        assertThat(revocation.at("/receipts/missing")).as("%s", revocation).isEmpty();
    }
}
