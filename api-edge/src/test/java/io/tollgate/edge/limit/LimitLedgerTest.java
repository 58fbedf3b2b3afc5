package io.tollgate.edge.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.Charge;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.ThrottleKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitLedgerTest {
    /** A full minute, 29 minutes before midnight UTC. */
    private static final long NOW = Instant.parse("2026-11-22T23:31:00Z").toEpochMilli();

    private static final LimitWindow MINUTE = new LimitWindow.Sliding(Duration.ofMinutes(1));
    private static final LimitSpec TEN_A_MINUTE =
            new LimitSpec("minute", 10, MINUTE, LimitScope.KEY, true);
    private static final LimitSpec TWELVE_A_DAY =
            new LimitSpec("day", 12, LimitWindow.Calendar.DAY, LimitScope.OWNER, true);

    private final AtomicBoolean blind = new AtomicBoolean();
    private final LimitLedger ledger = new LimitLedger("b", owner -> 0, partition -> blind.get());
    private long offset;

    @Test
    void anEdgeAloneAdmitsTheWholeAmountAndNotOneMore() {
        for (int i = 0; i < 10; i++) {
            assertThat(charge(TEN_A_MINUTE, NOW)).isInstanceOf(LimitDecision.Charged.class);
        }
        assertThat(charge(TEN_A_MINUTE, NOW)).isInstanceOf(LimitDecision.Exhausted.class);
    }

    @Test
    void aRefusedRequestIsNotCounted() {
        spend(10, NOW);
        for (int i = 0; i < 50; i++) {
            charge(TEN_A_MINUTE, NOW);
        }
        // Ten faded to five after half of the next window.
        assertThat(admitted(TEN_A_MINUTE, NOW + 90_000)).isEqualTo(5);
    }

    @Test
    void chargesAllLimitsOrNone() {
        for (int i = 0; i < 12; i++) {
            ledger.charge("key_other", "acme", List.of(TWELVE_A_DAY), 1, true, NOW);
        }
        assertThat(
                        ledger.charge(
                                "key_1", "acme", List.of(TEN_A_MINUTE, TWELVE_A_DAY), 1, true, NOW))
                .isInstanceOfSatisfying(
                        LimitDecision.Exhausted.class,
                        exhausted -> {
                            assertThat(exhausted.limit()).isEqualTo(TWELVE_A_DAY);
                            assertThat(exhausted.quotas().getFirst().remaining()).isEqualTo(10);
                        });
        assertThat(admitted(TEN_A_MINUTE, NOW)).isEqualTo(10);
    }

    @Test
    void anOwnersKeysShareALimitOfTheOwner() {
        for (int i = 0; i < 12; i++) {
            assertThat(ledger.charge("key_" + i, "acme", List.of(TWELVE_A_DAY), 1, true, NOW))
                    .isInstanceOf(LimitDecision.Charged.class);
        }
        assertThat(ledger.charge("key_99", "acme", List.of(TWELVE_A_DAY), 1, true, NOW))
                .isInstanceOf(LimitDecision.Exhausted.class);
        assertThat(ledger.charge("key_99", "umbrella", List.of(TWELVE_A_DAY), 1, true, NOW))
                .isInstanceOf(LimitDecision.Charged.class);
    }

    @Test
    void aRateThatIsLoweredForATimeLosesNothingOfWhatWasCounted() {
        LimitSpec lowered = TEN_A_MINUTE.lowered(50, 1);
        for (int i = 0; i < 5; i++) {
            assertThat(charge(TEN_A_MINUTE, NOW)).isInstanceOf(LimitDecision.Charged.class);
        }
        assertThat(charge(lowered, NOW))
                .isInstanceOfSatisfying(
                        LimitDecision.Exhausted.class,
                        exhausted ->
                                assertThat(exhausted.quotas().getFirst().limit().amount())
                                        .isEqualTo(5));

        for (int i = 0; i < 5; i++) {
            assertThat(charge(TEN_A_MINUTE, NOW)).isInstanceOf(LimitDecision.Charged.class);
        }
        assertThat(charge(TEN_A_MINUTE, NOW)).isInstanceOf(LimitDecision.Exhausted.class);
    }

    @Test
    void keysOnPlansThatGiveOneNameToDifferentWindowsDoNotRestartEachOthersCount() {
        var perMinute = new LimitSpec("all", 10, MINUTE, LimitScope.OWNER, true);
        var perDay = new LimitSpec("all", 12, LimitWindow.Calendar.DAY, LimitScope.OWNER, true);
        long small = 0;
        long large = 0;
        for (int i = 0; i < 50; i++) {
            small += chargedTo("key_small", perMinute);
            large += chargedTo("key_large", perDay);
        }
        assertThat(small).isEqualTo(10);
        assertThat(large).isEqualTo(12);
    }

    private int chargedTo(String keyId, LimitSpec limit) {
        return ledger.charge(keyId, "acme", List.of(limit), 1, true, NOW)
                        instanceof LimitDecision.Charged
                ? 1
                : 0;
    }

    @Test
    void aLimitThatOnlyObservesRefusesNobodyAndStillCharges() {
        var observed = new LimitSpec("minute", 1, MINUTE, LimitScope.KEY, false);
        charge(observed, NOW);
        assertThat(charge(observed, NOW))
                .isInstanceOfSatisfying(
                        LimitDecision.Charged.class,
                        charged -> assertThat(charged.charges()).hasSize(1));
    }

    @Test
    void costsCountInFull() {
        assertThat(ledger.charge("key_1", "acme", List.of(TEN_A_MINUTE), 7, true, NOW))
                .isInstanceOf(LimitDecision.Charged.class);
        assertThat(ledger.charge("key_1", "acme", List.of(TEN_A_MINUTE), 4, true, NOW))
                .isInstanceOf(LimitDecision.Exhausted.class);
        assertThat(ledger.charge("key_1", "acme", List.of(TEN_A_MINUTE), 3, true, NOW))
                .isInstanceOf(LimitDecision.Charged.class);
    }

    @Test
    void spendsItsShareThenHoldsUntilAViewTells() {
        ledger.fleet(List.of("a", "b", "c"));
        assertThat(admitted(TEN_A_MINUTE, NOW)).isBetween(3L, 4L);
        assertThat(charge(TEN_A_MINUTE, NOW)).isInstanceOf(LimitDecision.Hold.class);

        acknowledgeAll();
        view(NOW, 4, 0, 1);

        assertThat(admitted(TEN_A_MINUTE, NOW)).isEqualTo(6);
        assertThat(charge(TEN_A_MINUTE, NOW)).isInstanceOf(LimitDecision.Exhausted.class);
    }

    @Test
    void admitsWhatIsNotKnownToBeUsedUpOnceItsPatienceEnds() {
        ledger.fleet(List.of("a", "b", "c"));
        admitted(TEN_A_MINUTE, NOW);
        assertThat(ledger.charge("key_1", "acme", List.of(TEN_A_MINUTE), 1, false, NOW))
                .isInstanceOf(LimitDecision.Charged.class);
    }

    @Test
    void sharesOfAllEdgesAddUpToTheAmountWhateverItIs() {
        for (long amount = 1; amount <= 20; amount++) {
            for (int minute = 0; minute < 5; minute++) {
                long total = 0;
                for (String edge : List.of("a", "b", "c")) {
                    var one = new LimitLedger(edge, owner -> 0, partition -> false);
                    one.fleet(List.of("a", "b", "c"));
                    var limit = new LimitSpec("minute", amount, MINUTE, LimitScope.KEY, true);
                    total += admitted(one, limit, NOW + 60_000L * minute);
                }
                assertThat(total).as("amount %d, minute %d", amount, minute).isEqualTo(amount);
            }
        }
    }

    @Test
    void anEdgeThatTheFleetDoesNotKnowYetLeavesTheSharesOfTheOthersAlone() {
        ledger.fleet(List.of("a", "c"));
        assertThat(admitted(TEN_A_MINUTE, NOW)).isEqualTo(3);
    }

    @Test
    void ignoresAViewThatCoversLessThanWhatItHas() {
        view(NOW, 8, 0, 2, 100);
        view(NOW, 3, 0, 2, 50);
        view(NOW, 3, 0, 2, 100);
        ledger.fleet(List.of("b"));
        assertThat(ledger.charge("key_1", "acme", List.of(TEN_A_MINUTE), 3, false, NOW))
                .isInstanceOf(LimitDecision.Exhausted.class);
    }

    @Test
    void doesNotCountTwiceWhatAViewContains() {
        spend(6, NOW);
        acknowledgeAll();
        view(NOW, 6, 0, 1);
        assertThat(admitted(TEN_A_MINUTE, NOW)).isEqualTo(4);
    }

    @Test
    void aViewOfALaterWindowTurnsThePage() {
        spend(10, NOW);
        view(NOW + 60_000, 1, 10, 1);
        assertThat(charge(TEN_A_MINUTE, NOW + 59_999)).isInstanceOf(LimitDecision.Exhausted.class);
        assertThat(admitted(TEN_A_MINUTE, NOW + 110_000)).isBetween(7L, 8L);
    }

    @Test
    void aViewFromAClockThatRunsFarAheadIsIgnored() {
        view(NOW + 3_600_000, 10, 10, 1);
        assertThat(admitted(TEN_A_MINUTE, NOW)).isEqualTo(10);
    }

    @Test
    void aQuotaEndsAtMidnightUtc() {
        for (int i = 0; i < 12; i++) {
            charge(TWELVE_A_DAY, NOW);
        }
        assertThat(charge(TWELVE_A_DAY, NOW))
                .isInstanceOfSatisfying(
                        LimitDecision.Exhausted.class,
                        exhausted -> assertThat(exhausted.retryAfterSeconds()).isEqualTo(29 * 60));
        assertThat(charge(TWELVE_A_DAY, NOW + 29 * 60_000))
                .isInstanceOf(LimitDecision.Charged.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aRetryAfterTheSecondsItNamesIsAdmittedAndOneBeforeThatIsNot(long seed) {
        var random = new Random(seed);
        @SuppressWarnings("NarrowCalculation")
        long now = NOW + random.nextInt(60_000);
        for (int i = 0; i < 40; i++) {
            charge(TEN_A_MINUTE, NOW + random.nextInt(60_000));
        }
        long later = now + 60_000;
        while (charge(TEN_A_MINUTE, later) instanceof LimitDecision.Charged) {
            // Uses up what has become free.
        }
        LimitDecision refused = charge(TEN_A_MINUTE, later);
        long retry = ((LimitDecision.Exhausted) refused).retryAfterSeconds();
        if (retry > 1) {
            assertThat(charge(TEN_A_MINUTE, later + (retry - 1) * 1000))
                    .as("seed %d, retry %d", seed, retry)
                    .isInstanceOf(LimitDecision.Exhausted.class);
        }
        assertThat(charge(TEN_A_MINUTE, later + retry * 1000))
                .as("seed %d, retry %d", seed, retry)
                .isInstanceOf(LimitDecision.Charged.class);
    }

    @Test
    void helpsItselfWithItsShareWhenViewsDoNotCome() {
        ledger.fleet(List.of("a", "b"));
        blind.set(true);
        assertThat(admitted(TEN_A_MINUTE, NOW)).isEqualTo(5);
        assertThat(ledger.charge("key_1", "acme", List.of(TEN_A_MINUTE), 1, false, NOW))
                .isInstanceOf(LimitDecision.Exhausted.class);
        assertThat(admitted(TEN_A_MINUTE, NOW + 120_000)).isEqualTo(5);
    }

    @Test
    void givesBackWhatCouldNotBeTold() {
        var charged = (LimitDecision.Charged) charge(TEN_A_MINUTE, NOW);
        spend(9, NOW);
        ledger.release("key_1", "acme", charged.charges());
        assertThat(charge(TEN_A_MINUTE, NOW)).isInstanceOf(LimitDecision.Charged.class);
        assertThat(charge(TEN_A_MINUTE, NOW)).isInstanceOf(LimitDecision.Exhausted.class);
    }

    @Test
    void takesOverWhatAnEarlierBootHadNotShipped() {
        var before = new LimitLedger("b", owner -> 0, partition -> false);
        var charged =
                (LimitDecision.Charged)
                        before.charge("key_1", "acme", List.of(TEN_A_MINUTE), 8, true, NOW);
        ledger.recovered("key_1", "acme", charged.charges());
        assertThat(admitted(TEN_A_MINUTE, NOW)).isEqualTo(2);
    }

    @Test
    void tellsTheListenerWhoseOwnerHasNews() {
        var heard = new ArrayList<String>();
        ledger.onNews(heard::add);
        view(NOW, 4, 0, 1);
        assertThat(heard).containsExactly("acme");
    }

    @Test
    void urgesWhereALimitIsMoreThanHalfUsed() {
        assertThat(((LimitDecision.Charged) charge(TEN_A_MINUTE, NOW)).urgent()).isFalse();
        spend(5, NOW);
        assertThat(((LimitDecision.Charged) charge(TEN_A_MINUTE, NOW)).urgent()).isTrue();
    }

    @Test
    void forgetsLimitsThatNobodyUsesAnyMore() {
        spend(3, NOW);
        acknowledgeAll();
        ledger.forget(NOW + 60_000);
        assertThat(ledger.size()).isEqualTo(1);
        ledger.forget(NOW + 120_000);
        assertThat(ledger.size()).isZero();
    }

    @Test
    void keepsALimitWhoseChargesAreStillOnTheirWay() {
        spend(3, NOW);
        ledger.forget(NOW + 600_000);
        assertThat(ledger.size()).isEqualTo(1);
    }

    private final List<Charge> unacknowledged = new ArrayList<>();

    private LimitDecision charge(LimitSpec limit, long now) {
        LimitDecision decision = ledger.charge("key_1", "acme", List.of(limit), 1, true, now);
        if (decision instanceof LimitDecision.Charged(List<Charge> charges, _, _)) {
            unacknowledged.addAll(charges);
        }
        return decision;
    }

    private void spend(int requests, long now) {
        for (int i = 0; i < requests; i++) {
            charge(TEN_A_MINUTE, now);
        }
    }

    private long admitted(LimitSpec limit, long now) {
        long count = 0;
        while (charge(limit, now) instanceof LimitDecision.Charged) {
            count++;
        }
        return count;
    }

    private static long admitted(LimitLedger ledger, LimitSpec limit, long now) {
        long count = 0;
        while (ledger.charge("key_1", "acme", List.of(limit), 1, true, now)
                instanceof LimitDecision.Charged) {
            count++;
        }
        return count;
    }

    private void acknowledgeAll() {
        unacknowledged.forEach(
                charge -> ledger.acknowledged("key_1", "acme", List.of(charge), offset++));
        unacknowledged.clear();
    }

    private void view(long windowStart, long total, long previous, int edges) {
        view(windowStart, total, previous, edges, offset + 1);
    }

    private void view(long windowStart, long total, long previous, int edges, long upTo) {
        ledger.view(
                new Throttle(
                        ThrottleKind.THROTTLE,
                        "key_1",
                        "acme",
                        LimitScope.KEY,
                        "minute",
                        TEN_A_MINUTE.kind(),
                        "PT1M",
                        Instant.ofEpochMilli(windowStart),
                        10L,
                        total,
                        previous,
                        edges,
                        0,
                        upTo,
                        "test",
                        Instant.ofEpochMilli(NOW)),
                NOW);
    }
}
