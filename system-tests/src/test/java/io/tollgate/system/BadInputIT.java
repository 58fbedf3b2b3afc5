package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.tollgate.system.RecordingUpstream.Arrived;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@Fleet(edges = 1)
@TestInstance(Lifecycle.PER_CLASS)
class BadInputIT {
    private static final int HUGE = 48 << 20;

    private final Installation tollgate;
    private final AdminApi admin;
    private final Edge edge;
    private final RecordingUpstream upstream = new RecordingUpstream();
    private ApiKey key = new ApiKey("", "", "");

    BadInputIT(Installation tollgate) throws IOException {
        this.tollgate = tollgate;
        this.admin = tollgate.admin();
        this.edge = tollgate.edges().getFirst();
    }

    @BeforeAll
    void prepare() {
        tollgate.plan("open");
        admin.owner("acme");
        key = tollgate.issue("acme", "open");
        admin.route("recorded", "/recorded/**", upstream.address());
        Installation.await("the edge knows the route")
                .until(() -> Call.get("/recorded/first", bearer()).to(edge.port()).status() == 204);
    }

    @AfterAll
    void end() {
        upstream.close();
    }

    @AfterEach
    void allProgramsLive() {
        assertThat(tollgate.isAlive()).as(tollgate.tails()).isTrue();
        edge.assertAdmits(key.secret());
    }

    @TestFactory
    Stream<DynamicTest> thePublicDoorRefusesAndSaysWhy() {
        int before = upstream.arrived().size();
        return Stream.concat(
                        Stream.concat(
                                BadRequests.credentials(key.secret()), BadRequests.paths(bearer())),
                        BadRequests.brokenHttp(bearer()))
                .map(bad ->
                        dynamicTest(
                                bad.what(),
                                () -> {
                                    bad.assertRefusedAt(edge.port());
                                    assertThat(upstream.arrived())
                                            .as("what reached the upstream")
                                            .hasSize(before);
                                }));
    }

    @TestFactory
    Stream<DynamicTest> thePrivateDoorRefusesAndSaysWhy() {
        return BadRequests.asked(key.secret())
                .map(bad -> dynamicTest(bad.what(), () -> bad.assertRefusedAt(edge.privatePort())));
    }

    @TestFactory
    Stream<DynamicTest> theAdminApiRefusesNamesWhatWasWrongAndCreatesNothing() {
        Map<String, Integer> before = everything();
        return BadAdminRequests.all(admin)
                .map(bad ->
                        dynamicTest(
                                bad.what(),
                                () -> {
                                    bad.assertRefusedAt(admin.port());
                                    assertThat(everything()).isEqualTo(before);
                                }));
    }

    @Test
    void tellsAllThatIsWrongWithABodyAtOnceAndWhere() {
        Answer answer =
                admin.send(
                        admin.authorized("POST", "/v1/plans")
                                .withJson(
                                        """
                                        {"id": "Not An Id", "colour": "red", "limits": [
                                          {"name": "a", "amount": "ten", "window": "PT1M", "kind": "rate", "scope": "key"},
                                          {"name": "b", "amount": 1, "window": "P1D", "kind": "rate", "scope": "planet"}]}
                                        """));

        assertThat(answer.status()).as("%s", answer).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("invalid-body");
        assertThat(answer.json().path("errors"))
                .extracting(error -> error.path("field").asText())
                .containsExactlyInAnyOrder(
                        "id", "colour", "limits[0].amount", "limits[1].window", "limits[1].scope");
        assertThat(answer.json().path("errors"))
                .allSatisfy(error -> assertThat(error.path("message").asText()).isNotBlank());
    }

    @Test
    void aHugeBodyPassesThroughTheProxyWithoutBeingHeld() {
        Answer answer =
                Call.of("POST", "/recorded/huge", bearer())
                        .withBody("x".repeat(HUGE))
                        .to(edge.port());

        assertThat(answer.status()).as("%s", answer).isEqualTo(204);
        assertThat(upstream.arrived().getLast().bodyBytes()).isEqualTo(HUGE);
    }

    @Test
    void whatAClientClaimsToBeDoesNotReachTheUpstream() {
        Call.get("/recorded/claims", bearer(), "X-Tollgate-Owner: root", "X-Tollgate-Key-Id: key_0")
                .to(edge.port());

        Arrived arrived = upstream.arrived().getLast();
        assertThat(arrived.target()).isEqualTo("/recorded/claims");
        assertThat(arrived.fields().get("X-Tollgate-Owner")).isEqualTo(List.of("acme"));
        assertThat(arrived.fields().get("X-Tollgate-Key-Id")).isEqualTo(List.of(key.id()));
        assertThat(arrived.fields().containsKey("Authorization")).isFalse();
    }

    @Test
    void keysThatAreNotValidAreAllAnsweredAlike() {
        ApiKey revoked = tollgate.issue("acme", "open");
        admin.revoke(Map.of("keyId", revoked.id()));

        Answer unknown = edge.use(BadRequests.WELL_FORMED);
        Answer known = edge.use(revoked.secret());

        assertThat(unknown.status()).isEqualTo(401);
        assertThat(known.body()).isEqualTo(unknown.body());
        assertThat(known.fields("WWW-Authenticate")).isEqualTo(unknown.fields("WWW-Authenticate"));
        assertThat(known.field("WWW-Authenticate").orElseThrow())
                .startsWith("Bearer ")
                .contains("error=\"invalid_token\"");
    }

    private String bearer() {
        return Edge.bearer(key.secret());
    }

    /** How many there are of each kind of thing. */
    private Map<String, Integer> everything() {
        var counts = new TreeMap<String, Integer>();
        for (String kind : List.of("owners", "plans", "routes", "rules", "keys", "revocations")) {
            counts.put(kind, admin.list("/v1/" + kind).size());
        }
        return counts;
    }
}
