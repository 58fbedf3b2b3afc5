package io.tollgate.edge.rehearsal;

import static io.tollgate.edge.Samples.NOON;
import static io.tollgate.edge.Samples.key;
import static io.tollgate.edge.Samples.owner;
import static io.tollgate.edge.Samples.perMinute;
import static io.tollgate.edge.Samples.revocation;
import static io.tollgate.edge.Samples.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.edge.Samples;
import io.tollgate.edge.credential.CredentialParser;
import io.tollgate.edge.rehearsal.Step.Stage;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Owner;
import io.tollgate.schemas.OwnerState;
import io.tollgate.schemas.Plan;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationAction;
import io.tollgate.schemas.RouteAuth;
import io.tollgate.schemas.Routes;
import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.ThrottleKind;
import io.tollgate.schemas.credentials.KeyForm;
import io.tollgate.schemas.credentials.KeyHash;
import io.tollgate.schemas.credentials.Pepper;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    private static final Pepper PEPPER = new Pepper(new byte[32]);
    private static final String IMPORTED = "a-secret-made-elsewhere";

    private final Topics topics = new Topics();
    private final Rehearsal rehearsal =
            new Rehearsal(new CredentialParser(KeyForm.DEFAULT, PEPPER, () -> true), topics);

    @Test
    void admitsByEveryStepOfAnEdge() {
        Rehearsed said = ask("/a");

        assertThat(said.outcome()).isEqualTo(Outcome.ADMITTED);
        assertThat(said.status()).isEmpty();
        assertThat(said.steps()).extracting(Step::stage).containsExactly(Stage.values());
        assertThat(said.steps()).allMatch(Step::passed);
        assertThat(said.routeId()).contains("a");
        assertThat(said.limits())
                .singleElement()
                .satisfies(limit -> {
                    assertThat(limit.remaining()).isEqualTo(10);
                    assertThat(limit.view()).isEmpty();
                });
    }

    @Test
    void chargesNothingHoweverOftenItIsAsked() {
        for (int i = 0; i < 50; i++) {
            assertThat(ask("/a").outcome()).isEqualTo(Outcome.ADMITTED);
        }
    }

    @Test
    void endsWithTheStepThatRefuses() {
        assertRefused(ask("/nowhere"), Outcome.NO_ROUTE, 404, Stage.ROUTE);
        assertRefused(ask("/scoped"), Outcome.FORBIDDEN, 403, Stage.PERMISSIONS);
        assertRefused(ask("/a/%2e%2e/b"), Outcome.BAD_REQUEST, 400, Stage.REQUEST);
        assertRefused(said(Optional.empty(), "/a"), Outcome.NO_CREDENTIAL, 401, Stage.CREDENTIAL);
        assertRefused(
                said(Optional.of("tg_live_abc"), "/a"), Outcome.MALFORMED, 400, Stage.CREDENTIAL);
        assertRefused(
                said(Optional.of("another-made-elsewhere"), "/a"),
                Outcome.UNKNOWN_KEY,
                401,
                Stage.KEY);
        topics.key = key("key_1").setState(KeyState.REVOKED).build();
        assertRefused(ask("/a"), Outcome.REVOKED, 401, Stage.KEY);
        topics.key = key("key_1").setExpiresAt(NOON).build();
        assertRefused(ask("/a"), Outcome.EXPIRED, 401, Stage.EXPIRY);
    }

    @Test
    void tellsWhichRevocationsHit() {
        topics.revocations.add(
                revocation("rev_1", RevocationAction.SUSPEND)
                        .setOwnerId("acme")
                        .setEndsAt(NOON.plusSeconds(60))
                        .setReason("unpaid")
                        .build());
        topics.revocations.add(
                revocation("rev_2", RevocationAction.REVOKE).setOwnerId("other").build());

        Rehearsed said = ask("/a");

        assertRefused(said, Outcome.SUSPENDED, 401, Stage.REVOCATIONS);
        assertThat(said.revocations())
                .extracting(Revocation::getRevocationId)
                .containsExactly("rev_1");
        assertThat(said.steps().getLast().detail())
                .contains("rev_1", "SUSPEND", "unpaid", "2026-11-22T12:01:00Z")
                .doesNotContain("rev_2");
    }

    @Test
    void tellsThatAnOwnerWasDeletedOrAPlanIsMissing() {
        topics.owner = owner("acme").setState(OwnerState.DELETED).build();
        assertRefused(ask("/a"), Outcome.REVOKED, 401, Stage.AGREEMENT);

        topics.owner = owner("acme").build();
        topics.plan = Optional.empty();
        assertRefused(ask("/a"), Outcome.NOT_READY, 503, Stage.AGREEMENT);
    }

    @Test
    void countsWhatMeteringHasToldAndLowersRates() {
        topics.views.add(view(6));
        assertThat(ask("/a").limits())
                .singleElement()
                .extracting(LimitState::remaining)
                .isEqualTo(4L);

        topics.revocations.add(
                revocation("rev_1", RevocationAction.TIGHTEN)
                        .setOwnerId("acme")
                        .setRatePercent(50)
                        .build());

        Rehearsed said = ask("/a");
        assertRefused(said, Outcome.LIMITED, 429, Stage.LIMITS);
        assertThat(said.limits())
                .singleElement()
                .satisfies(limit -> {
                    assertThat(limit.agreed()).isEqualTo(10);
                    assertThat(limit.limit().amount()).isEqualTo(5);
                    assertThat(limit.remaining()).isZero();
                    assertThat(limit.view()).isPresent();
                });
    }

    @Test
    void claimsNothingOfALimitOfWhichMeteringHasToldNothing() {
        Rehearsed silent = ask("/a");
        assertThat(silent.outcome()).isEqualTo(Outcome.ADMITTED);
        assertThat(silent.detail()).contains("unless", "metering has told nothing of 'minute'");
        assertThat(silent.steps().getLast().detail())
                .isEqualTo("minute: it is not known what is left of 10");

        topics.views.add(view(6));
        Rehearsed told = ask("/a");
        assertThat(told.detail()).isEqualTo("the request is admitted");
        assertThat(told.steps().getLast().detail()).isEqualTo("minute: 4 of 10 left");
        assertThat(said(Optional.empty(), "/open").detail()).isEqualTo("the request is admitted");
    }

    @Test
    void looksAtNothingElseWhereARouteAsksForNoKey() {
        Rehearsed said = said(Optional.empty(), "/open");

        assertThat(said.outcome()).isEqualTo(Outcome.ADMITTED);
        assertThat(said.steps())
                .extracting(Step::stage)
                .containsExactly(Stage.REQUEST, Stage.ROUTE);
    }

    @Test
    void assumesAnAllowedAddressUnlessOneIsGiven() {
        topics.key = key("key_1").setAllowedSources(List.of("192.0.2.0/24")).build();
        assertThat(ask("/a").outcome()).isEqualTo(Outcome.ADMITTED);

        var question =
                new Question(
                        "GET",
                        "",
                        "/a",
                        Optional.of(InetAddress.ofLiteral("198.51.100.1")),
                        Optional.empty(),
                        Optional.of(IMPORTED));
        assertRefused(
                rehearsal.of(question, NOON.toEpochMilli()),
                Outcome.FORBIDDEN,
                403,
                Stage.PERMISSIONS);
    }

    private static void assertRefused(Rehearsed said, Outcome outcome, int status, Stage stage) {
        assertThat(said.outcome()).as("%s", said).isEqualTo(outcome);
        assertThat(said.status()).hasValue(status);
        assertThat(said.steps().getLast().stage()).isEqualTo(stage);
        assertThat(said.steps().getLast().passed()).isFalse();
        assertThat(said.steps().subList(0, said.steps().size() - 1)).allMatch(Step::passed);
    }

    private Rehearsed ask(String path) {
        return said(Optional.of(IMPORTED), path);
    }

    private Rehearsed said(Optional<String> secret, String path) {
        var question =
                new Question(
                        "GET", "api.example:443", path, Optional.empty(), Optional.empty(), secret);
        return rehearsal.of(question, NOON.toEpochMilli());
    }

    private static Throttle view(long total) {
        return Throttle.newBuilder()
                .setKind(ThrottleKind.THROTTLE)
                .setSubject("key_1")
                .setOwnerId("acme")
                .setScope(LimitScope.KEY)
                .setLimit("minute")
                .setLimitKind(LimitKind.RATE)
                .setWindow("PT1M")
                .setWindowStart(NOON)
                .setAmount(10)
                .setTotal(total)
                .setEdges(1)
                .setPartition(0)
                .setOffset(7)
                .setAt(NOON)
                .build();
    }

    /** One key with everything that it needs. */
    private static final class Topics implements Records {
        private ApiKey key = Samples.key("key_1").build();
        private Owner owner = Samples.owner("acme").build();
        private Optional<Plan> plan =
                Optional.of(Samples.plan("free", perMinute("minute", 10)).build());
        private final List<Revocation> revocations = new ArrayList<>();
        private final List<Throttle> views = new ArrayList<>();

        @Override
        public Optional<ApiKey> key(KeyHash hash) {
            return hash.equals(PEPPER.hash(IMPORTED)) ? Optional.of(key) : Optional.empty();
        }

        @Override
        public Optional<Plan> plan(String id) {
            return plan;
        }

        @Override
        public Optional<Owner> owner(String id) {
            return Optional.of(owner);
        }

        @Override
        public Routes routes() {
            return Samples.routes(
                    route("a", "/a/**"),
                    route("scoped", "/scoped").setScopes(List.of("write")),
                    route("open", "/open").setAuth(RouteAuth.NONE));
        }

        @Override
        public Collection<Revocation> revocations(ApiKey of) {
            return revocations;
        }

        @Override
        public Collection<Throttle> views(String subject) {
            return views.stream().filter(view -> view.getSubject().equals(subject)).toList();
        }
    }
}
