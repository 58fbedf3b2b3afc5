package io.tollgate.edge.verdict;

import static io.tollgate.edge.Samples.compiled;
import static io.tollgate.edge.Samples.entry;
import static io.tollgate.edge.Samples.minuteSpec;
import static io.tollgate.edge.Samples.revocation;
import static io.tollgate.edge.Samples.route;
import static io.tollgate.edge.verdict.FakeKnowledge.HASH;
import static io.tollgate.edge.verdict.FakeKnowledge.inquiry;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.edge.limit.LimitDecision;
import io.tollgate.edge.table.TableFixtures;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.RevocationAction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatekeeperTest {
    private static final LimitDecision HOLD = new LimitDecision.Hold();
    private static final int MAX_HELD = 3;

    private final FakeKnowledge world = new FakeKnowledge();
    private final Queue<Runnable> disk = new ArrayDeque<>();
    private final List<Alarmed> alarms = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private boolean diskFull;

    private final Gatekeeper gatekeeper =
            new Gatekeeper(
                    world.knowledge(),
                    world,
                    world::fleetMillis,
                    new Gatekeeper.Workers(
                            this::toDisk,
                            Runnable::run,
                            (millis, task) -> alarms.add(new Alarmed(millis, task))),
                    MAX_HELD);

    private record Alarmed(long millis, Runnable task) {}

    @BeforeEach
    void knowAKey() {
        world.keys.put(HASH, entry("key_1"));
    }

    @Test
    void answersAtOnceWhatIsOnTheHeap() {
        judge();

        assertThat(outcomes).containsExactly(Outcome.ADMITTED);
        assertThat(disk).isEmpty();
        assertThat(alarms).isEmpty();
    }

    @Test
    void readsAKeyFromDiskOnAnotherThread() {
        world.onDiskOnly.add(HASH);
        judge();
        assertThat(outcomes).isEmpty();

        disk.remove().run();
        assertThat(outcomes).containsExactly(Outcome.ADMITTED);
    }

    @Test
    void judgesWhatCameFromDiskByTheDenialsOfThen() {
        world.onDiskOnly.add(HASH);
        judge();
        revoke();

        disk.remove().run();
        assertThat(outcomes).containsExactly(Outcome.REVOKED);
    }

    @Test
    void isOverloadedWhereTheDiskHasTooMuchToDo() {
        world.onDiskOnly.add(HASH);
        diskFull = true;
        judge();

        assertThat(outcomes).containsExactly(Outcome.OVERLOADED);
    }

    @Test
    void vouchesForNobodyWhileTheDiskFails() {
        world.onDiskOnly.add(HASH);
        world.diskFailure = TableFixtures.failure();
        judge();
        disk.remove().run();

        assertThat(outcomes).containsExactly(Outcome.NOT_READY);
    }

    @Test
    void holdsARequestUntilNewsOfItsOwner() {
        world.decisions.add(HOLD);
        judge();
        assertThat(outcomes).isEmpty();
        assertThat(gatekeeper.waiting()).isEqualTo(1);

        gatekeeper.news("somebody-else");
        assertThat(outcomes).isEmpty();

        world.decisions.add(new LimitDecision.Exhausted(minuteSpec("minute", 1), 5, List.of()));
        gatekeeper.news("acme");
        assertThat(outcomes).containsExactly(Outcome.LIMITED);
        assertThat(gatekeeper.waiting()).isZero();
    }

    @Test
    void holdsARequestAgainIfTheNewsDidNotTell() {
        world.decisions.addAll(List.of(HOLD, HOLD));
        judge();
        gatekeeper.news("acme");
        assertThat(outcomes).isEmpty();

        gatekeeper.news("acme");
        assertThat(outcomes).containsExactly(Outcome.ADMITTED);
        assertThat(alarms).hasSize(1);
    }

    @Test
    void holdsNobodyLongerThanTheDeadline() {
        world.decisions.add(HOLD);
        judge();
        assertThat(alarms).extracting(Alarmed::millis).containsExactly(150L);

        assertThat(gatekeeper.holds().number()).isZero();
        alarms.getFirst().task().run();
        assertThat(outcomes).containsExactly(Outcome.ADMITTED);
        assertThat(gatekeeper.holds().number()).isEqualTo(1);

        gatekeeper.news("acme");
        assertThat(outcomes).hasSize(1);
    }

    @Test
    void answersOnceIfNewsComeFirstAndThenTheDeadline() {
        world.decisions.add(HOLD);
        judge();
        gatekeeper.news("acme");
        alarms.getFirst().task().run();

        assertThat(outcomes).containsExactly(Outcome.ADMITTED);
        assertThat(world.charged).hasSize(1);
    }

    @Test
    void cutsAHeldRequestWhoseKeyIsRevoked() {
        world.decisions.add(HOLD);
        judge();
        gatekeeper.denied(key -> key.keyId().equals("key_2"));
        assertThat(outcomes).isEmpty();

        revoke();
        gatekeeper.denied(key -> key.keyId().equals("key_1"));
        assertThat(outcomes).containsExactly(Outcome.REVOKED);
    }

    @Test
    void holdsABoundedNumber() {
        for (int i = 0; i < MAX_HELD + 1; i++) {
            world.decisions.add(HOLD);
        }
        for (int i = 0; i < MAX_HELD; i++) {
            judge();
        }
        assertThat(outcomes).isEmpty();

        judge();
        assertThat(outcomes).containsExactly(Outcome.OVERLOADED);
    }

    @Test
    void judgesHeldRequestsAgainWhenTheFleetChanges() {
        world.decisions.add(HOLD);
        judge();

        gatekeeper.news();
        assertThat(outcomes).containsExactly(Outcome.ADMITTED);
    }

    @Test
    void waitsForFreshStateAfterAPause() {
        world.pass(1_500);
        judge();
        assertThat(outcomes).isEmpty();
        assertThat(alarms).extracting(Alarmed::millis).containsExactly(2_000L);

        revoke();
        world.freshness.confirm(world.freshness.pauses());
        gatekeeper.news();
        assertThat(outcomes).containsExactly(Outcome.REVOKED);
    }

    @Test
    void judgesByWhatItKnowsIfFreshStateDoesNotCome() {
        world.pass(1_500);
        judge();
        for (int i = 0; i < 3; i++) {
            world.pass(700);
            world.freshness.tick();
        }
        alarms.getFirst().task().run();

        assertThat(outcomes).containsExactly(Outcome.ADMITTED);
    }

    @Test
    void takesOtherNewsForNoSignOfFreshState() {
        world.pass(1_500);
        judge();
        gatekeeper.news();
        gatekeeper.news("acme");
        assertThat(outcomes).isEmpty();

        revoke();
        world.freshness.confirm(world.freshness.pauses());
        gatekeeper.news();
        assertThat(outcomes).containsExactly(Outcome.REVOKED);
    }

    @Test
    void judgesNothingThatWaitedThroughAPauseBeforeTheStateIsFresh() {
        world.onDiskOnly.add(HASH);
        judge();
        world.onDiskOnly.clear();
        world.decisions.add(HOLD);
        judge();
        world.pass(1_500);
        disk.remove().run();
        alarms.getFirst().task().run();
        assertThat(outcomes).isEmpty();

        revoke();
        world.freshness.confirm(world.freshness.pauses());
        gatekeeper.news();
        assertThat(outcomes).containsExactly(Outcome.REVOKED, Outcome.REVOKED);
    }

    @Test
    void letsNobodyWaitForFreshStateBeforeItIsReady() {
        world.ready = false;
        world.pass(1_500);
        judge();

        assertThat(outcomes).containsExactly(Outcome.NOT_READY);
    }

    @Test
    void answersAlsoWhenJudgingFails() {
        var failing =
                new Gatekeeper(
                        world.knowledge(),
                        (_, _, _, _, _, _) -> {
                            throw new IllegalStateException("a fault");
                        },
                        world::fleetMillis,
                        new Gatekeeper.Workers(Runnable::run, Runnable::run, (_, _) -> {}),
                        MAX_HELD);
        failing.judge(
                inquiry(compiled(route("all", "/**"))), verdict -> outcomes.add(verdict.outcome()));

        assertThat(outcomes).containsExactly(Outcome.NOT_READY);
    }

    private void judge() {
        gatekeeper.judge(
                inquiry(compiled(route("all", "/**"))), verdict -> outcomes.add(verdict.outcome()));
    }

    private void revoke() {
        TableFixtures.deny(
                world.denials,
                revocation("rev_1", RevocationAction.REVOKE).setKeyIds(List.of("key_1")).build());
    }

    private void toDisk(Runnable reading) {
        if (diskFull) {
            throw new RejectedExecutionException("full");
        }
        disk.add(reading);
    }
}
