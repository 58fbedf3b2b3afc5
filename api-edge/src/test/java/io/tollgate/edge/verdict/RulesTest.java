package io.tollgate.edge.verdict;

import static io.tollgate.edge.Samples.NOON;
import static io.tollgate.edge.Samples.compiled;
import static io.tollgate.edge.Samples.entry;
import static io.tollgate.edge.Samples.minuteSpec;
import static io.tollgate.edge.Samples.perMinute;
import static io.tollgate.edge.Samples.plan;
import static io.tollgate.edge.Samples.revocation;
import static io.tollgate.edge.Samples.route;
import static io.tollgate.edge.Samples.successor;
import static io.tollgate.edge.verdict.FakeKnowledge.HASH;
import static io.tollgate.edge.verdict.FakeKnowledge.SOURCE;
import static io.tollgate.edge.verdict.FakeKnowledge.inquiry;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.edge.credential.Credential;
import io.tollgate.edge.limit.LimitDecision;
import io.tollgate.edge.limit.LimitSpec;
import io.tollgate.edge.table.CompiledRoute;
import io.tollgate.edge.table.KeyEntry;
import io.tollgate.edge.table.SourceRange;
import io.tollgate.edge.table.TableFixtures;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.Limit;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.RevocationAction;
import io.tollgate.schemas.RouteAuth;
import io.tollgate.schemas.WhenStale;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {
    private static final CompiledRoute ROUTE = compiled(route("all", "/**").setCost(3));

    private final FakeKnowledge world = new FakeKnowledge();
    private final Rules rules = new Rules(world.knowledge(), world);

    @BeforeEach
    void knowAKey() {
        world.keys.put(HASH, entry("key_1"));
    }

    @Test
    void admitsAndChargesTheCostOfTheRoute() {
        assertThat(verdict(ROUTE))
                .isEqualTo(
                        new Verdict.Admitted(
                                ROUTE,
                                entry("key_1"),
                                NOON.toEpochMilli(),
                                List.of(),
                                List.of(),
                                false));
        assertThat(world.charged).containsExactly("key_1 3");
    }

    @Test
    void chargesAKeyThatSucceedsAnotherWhereThatOneWasCharged() {
        world.keys.put(HASH, successor("key_2", "key_1"));

        expect(ROUTE, Outcome.ADMITTED);

        assertThat(world.charged).containsExactly("key_1 3");
    }

    @Test
    void vouchesForNobodyBeforeTheTablesAreRestored() {
        world.ready = false;
        world.keys.clear();

        assertThat(verdict(ROUTE)).isInstanceOf(Verdict.Unavailable.class);
        expect(ROUTE, Outcome.NOT_READY);
    }

    @Test
    void refusesWhatIsNoCredential() {
        expectOf(new Credential.Missing(), Outcome.NO_CREDENTIAL);
        expectOf(new Credential.Malformed("it is empty"), Outcome.MALFORMED);
        expectOf(new Credential.Conflicting(), Outcome.BAD_REQUEST);
    }

    @Test
    void asksTheDiskForWhatIsNotOnTheHeap() {
        world.onDiskOnly.add(HASH);

        assertThat(rules.judge(inquiry(ROUTE), null, true, 0))
                .isEqualTo(new Judgement.NeedsDisk(HASH));
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyState.class,
            names = {"UNKNOWN", "DELETED"})
    void takesAKeyInNoUsableStateForUnknown(KeyState state) {
        know(state, Long.MAX_VALUE);
        expect(ROUTE, Outcome.UNKNOWN_KEY);
    }

    @Test
    void refusesARevokedKeyWhicheverTableSaysSo() {
        know(KeyState.REVOKED, Long.MAX_VALUE);
        expect(ROUTE, Outcome.REVOKED);

        know(KeyState.ACTIVE, Long.MAX_VALUE);
        deny("rev_1", RevocationAction.REVOKE);
        expect(ROUTE, Outcome.REVOKED);

        TableFixtures.withdraw(world.denials, "rev_1");
        deny("rev_2", RevocationAction.SUSPEND);
        expect(ROUTE, Outcome.SUSPENDED);

        TableFixtures.withdraw(world.denials, "rev_2");
        expect(ROUTE, Outcome.ADMITTED);

        TableFixtures.deleteOwner(world.agreements, "acme");
        expect(ROUTE, Outcome.REVOKED);
    }

    @Test
    void judgesATightenedKeyByLowerRatesUntilTheTighteningEnds() {
        TableFixtures.plan(
                world.agreements,
                plan(
                                "free",
                                perMinute("minute", 100),
                                new Limit("day", 100L, "P1D", LimitKind.QUOTA, LimitScope.OWNER))
                        .build());
        var tightening =
                revocation("rev_1", RevocationAction.TIGHTEN)
                        .setKeyIds(List.of("key_1"))
                        .setRatePercent(25)
                        .setEndsAt(NOON.plusSeconds(60));
        TableFixtures.deny(world.denials, tightening.build());

        expect(ROUTE, Outcome.ADMITTED);
        assertThat(world.limits).extracting(LimitSpec::amount).containsExactly(25L, 100L);

        world.pass(60_000);
        expect(ROUTE, Outcome.ADMITTED);
        assertThat(world.limits).extracting(LimitSpec::amount).containsExactly(100L, 100L);
    }

    @Test
    void refusesAKeyFromItsExpiryOnWithoutAnyMessage() {
        know(KeyState.ACTIVE, NOON.toEpochMilli() + 1_000);
        world.pass(999);
        expect(ROUTE, Outcome.ADMITTED);

        world.pass(1);
        expect(ROUTE, Outcome.EXPIRED);
    }

    @Test
    void saysTheSameOfEveryKeyThatIsNotValid() {
        var details = new ArrayList<String>();
        world.keys.clear();
        details.add(detail());
        know(KeyState.REVOKED, Long.MAX_VALUE);
        details.add(detail());
        know(KeyState.ACTIVE, 0);
        details.add(detail());
        know(KeyState.ACTIVE, Long.MAX_VALUE);
        deny("rev_1", RevocationAction.SUSPEND);
        details.add(detail());
        deny("rev_2", RevocationAction.REVOKE);
        details.add(detail());

        assertThat(details).containsOnly("the key is not valid");
    }

    @Test
    void cannotJudgeWithoutPlanOrOwner() {
        TableFixtures.noPlan(world.agreements, "free");
        expect(ROUTE, Outcome.NOT_READY);

        TableFixtures.agree(world.agreements, "acme", "free");
        TableFixtures.noOwner(world.agreements, "acme");
        expect(ROUTE, Outcome.NOT_READY);
        expect(null, Outcome.NOT_READY);
    }

    @Test
    void refusesOnStaleStateWhereThePlanSaysSo() {
        world.pass(301_000);
        expect(ROUTE, Outcome.ADMITTED);

        TableFixtures.plan(world.agreements, plan("free").setWhenStale(WhenStale.REFUSE).build());
        expect(ROUTE, Outcome.STALE);

        world.freshness.completeAsOf("revocations", 0, 0);
        expect(ROUTE, Outcome.ADMITTED);
    }

    @Test
    void tellsThatThereIsNoRouteOnlyToHoldersOfAKey() {
        expect(null, Outcome.NO_ROUTE);

        world.keys.clear();
        expect(null, Outcome.UNKNOWN_KEY);
    }

    @Test
    void forbidsWhatScopesEnvironmentAndAddressDoNotAllow() {
        var scoped = compiled(route("r", "/").setScopes(List.of("read", "write", "admin")));
        world.keys.put(HASH, key(Set.of("read"), List.of()));
        assertThat(verdict(scoped))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> {
                            assertThat(refused.outcome()).isEqualTo(Outcome.FORBIDDEN);
                            assertThat(refused.missingScopes()).containsExactly("admin", "write");
                        });

        var test = compiled(route("r", "/").setEnvironments(List.of(Environment.TEST)));
        expect(test, Outcome.FORBIDDEN);

        world.keys.put(HASH, key(Set.of(), List.of(SourceRange.parse("192.0.2.0/24"))));
        expect(ROUTE, Outcome.FORBIDDEN);
        assertThat(world.charged).isEmpty();

        world.keys.put(HASH, key(Set.of(), List.of(SourceRange.parse(SOURCE.getHostAddress()))));
        expect(ROUTE, Outcome.ADMITTED);
    }

    @Test
    void refusesWhereALimitIsUsedUpAndHoldsWhereNobodyKnows() {
        var limit = minuteSpec("minute", 10);
        world.decisions.add(new LimitDecision.Exhausted(limit, 42, List.of()));
        assertThat(verdict(ROUTE))
                .isEqualTo(new Verdict.Limited(entry("key_1"), limit, 42, List.of()));

        world.decisions.add(new LimitDecision.Hold());
        assertThat(rules.judge(inquiry(ROUTE), null, true, world.fleetMillis()))
                .isEqualTo(new Judgement.Hold(entry("key_1")));
    }

    @Test
    void letsEverybodyUseAnOpenRoute() {
        var open = compiled(route("open", "/").setAuth(RouteAuth.NONE));
        for (Credential credential :
                List.of(
                        new Credential.Missing(),
                        new Credential.Malformed("x"),
                        new Credential.Conflicting())) {
            assertThat(verdict(new Inquiry(open, credential, SOURCE)))
                    .isInstanceOfSatisfying(
                            Verdict.Admitted.class,
                            admitted -> assertThat(admitted.key()).isNull());
        }
        assertThat(world.charged).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void neverAdmitsWhileAnyTableDenies(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            boolean expired = random.nextInt(4) == 0;
            boolean ended = random.nextInt(4) == 0;
            boolean denied = random.nextInt(4) == 0;
            boolean ownerDeleted = random.nextInt(4) == 0;
            know(
                    ended ? KeyState.REVOKED : KeyState.ACTIVE,
                    expired ? world.fleetMillis() : Long.MAX_VALUE);
            TableFixtures.withdraw(world.denials, "rev_1");
            if (denied) {
                deny(
                        "rev_1",
                        random.nextBoolean() ? RevocationAction.REVOKE : RevocationAction.SUSPEND);
            }
            TableFixtures.agree(world.agreements, "acme", "free");
            if (ownerDeleted) {
                TableFixtures.deleteOwner(world.agreements, "acme");
            }

            assertThat(verdict(ROUTE).outcome() == Outcome.ADMITTED)
                    .as("seed %d, round %d", seed, i)
                    .isEqualTo(!expired && !ended && !denied && !ownerDeleted);
        }
    }

    private void know(KeyState state, long expiresAtMillis) {
        world.keys.put(
                HASH,
                new KeyEntry(
                        "key_1",
                        "acme",
                        "free",
                        Environment.LIVE,
                        Set.of(),
                        Map.of(),
                        List.of(),
                        List.of(),
                        state,
                        NOON.toEpochMilli(),
                        expiresAtMillis));
    }

    private static KeyEntry key(Set<String> scopes, List<SourceRange> sources) {
        return new KeyEntry(
                "key_1",
                "acme",
                "free",
                Environment.LIVE,
                scopes,
                Map.of(),
                sources,
                List.of(),
                KeyState.ACTIVE,
                NOON.toEpochMilli(),
                Long.MAX_VALUE);
    }

    private void deny(String revocationId, RevocationAction action) {
        TableFixtures.deny(
                world.denials, revocation(revocationId, action).setOwnerId("acme").build());
    }

    private String detail() {
        return verdict(ROUTE) instanceof Verdict.Refused(_, _, var detail, _) ? detail : "none";
    }

    private void expect(@Nullable CompiledRoute route, Outcome outcome) {
        assertThat(verdict(route).outcome()).isEqualTo(outcome);
    }

    private void expectOf(Credential credential, Outcome outcome) {
        assertThat(verdict(new Inquiry(ROUTE, credential, SOURCE)).outcome()).isEqualTo(outcome);
    }

    private Verdict verdict(@Nullable CompiledRoute route) {
        return verdict(inquiry(route));
    }

    private Verdict verdict(Inquiry inquiry) {
        return switch (rules.judge(inquiry, null, true, world.fleetMillis())) {
            case Verdict verdict -> verdict;
            case Judgement.NeedsDisk _, Judgement.Hold _ ->
                    throw new AssertionError("not judged for good");
        };
    }
}
