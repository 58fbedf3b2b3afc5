package io.tollgate.metering.abuse;

import static io.tollgate.metering.abuse.Observed.KEY;
import static io.tollgate.metering.abuse.Observed.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.Rule;
import io.tollgate.schemas.Signal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys that are used from networks that they were not used from before. */
class NewNetworkTest {
    private static final Duration DAY = Duration.ofDays(1);

    private static Rule.Builder rule() {
        return Observed.rule(Signal.NEW_NETWORK, 1)
                .setWindow("P1D")
                .setAction(AbuseAction.NOTIFY)
                .setCoolDown("PT6H");
    }

    /** A key that was used from a network for more than a day. */
    private static Observed settled(Rule.Builder rule) {
        var observed = new Observed(rule);
        assertThat(observed.see(from(1))).isEmpty();
        observed.pass(DAY);
        return observed;
    }

    private static RequestEvent.Builder from(int network) {
        return request().setSource("10.0." + network + ".0/24");
    }

    @Test
    void tellsOfANetworkThatIsNewOnce() {
        var observed = settled(rule());

        List<Alert> alerts = observed.see(from(2));

        assertThat(alerts).hasSize(1);
        Alert alert = alerts.getFirst();
        assertThat(alert.getSignal()).isEqualTo(Signal.NEW_NETWORK);
        assertThat(alert.getKeyId()).isEqualTo(KEY);
        assertThat(alert.getOwnerId()).isEqualTo("acme");
        assertThat(alert.getNetworks()).containsExactly("10.0.2.0/24");
        assertThat(alert.getMessage())
                .isEqualTo("key_1 was used for the first time from 10.0.2.0/24");
        assertThat(alert.getAction()).isEqualTo(AbuseAction.NOTIFY);
        assertThat(alert.getRestraint()).isEmpty();
        assertThat(alert.getEvidence())
                .contains(entry("newNetworks", 1.0), entry("knownNetworks", 1.0));
        assertThat(alert.getEdges()).hasSize(1);
        observed.pass(DAY);
        assertThat(observed.see(from(2), from(1))).isEmpty();
        assertThat(observed.seeNothing()).isEmpty();
    }

    @Test
    void onlyLearnsWhileAKeyIsYoung() {
        var observed = new Observed(rule());
        for (int hour = 0; hour < 24; hour++) {
            assertThat(observed.see(from(hour))).as("hour %d", hour).isEmpty();
            observed.pass(Duration.ofHours(1));
        }

        assertThat(observed.see(from(3))).isEmpty();
        assertThat(observed.see(from(99))).hasSize(1);
    }

    @Test
    void tellsWhatFollowsTogetherWhenTheCoolDownIsOver() {
        var observed = settled(rule());
        Alert first = observed.see(from(2)).getFirst();
        assertThat(observed.see(from(3), from(4), from(3))).isEmpty();
        observed.pass(Duration.ofMinutes(359));
        assertThat(observed.see(from(3))).isEmpty();
        observed.pass(Duration.ofMinutes(1));

        Alert second = observed.see(from(1)).getFirst();

        assertThat(second.getNetworks()).containsExactly("10.0.3.0/24", "10.0.4.0/24");
        assertThat(second.getAlertId()).isNotEqualTo(first.getAlertId());
        assertThat(second.getWindowStart()).isEqualTo(first.getAt());
        assertThat(second.getEdges()).containsExactly("edge-1", "edge-2");
    }

    @Test
    void tellsWhatFollowsAlsoOfAKeyThatIsNotUsedAnyMore() {
        var observed = settled(rule());
        observed.see(from(2), from(3));
        observed.pass(Duration.ofHours(5));
        assertThat(observed.seeNothing()).isEmpty();
        observed.pass(Duration.ofHours(1));

        assertThat(observed.seeNothing())
                .singleElement()
                .satisfies(alert -> {
                    assertThat(alert.getKeyId()).isEqualTo(KEY);
                    assertThat(alert.getOwnerId()).isEqualTo("acme");
                    assertThat(alert.getNetworks()).containsExactly("10.0.3.0/24");
                });
        observed.pass(DAY);
        assertThat(observed.seeNothing()).isEmpty();
    }

    @Test
    void namesTheSameAlertWhenTheSameIsSeenAgain() {
        assertThat(settled(rule()).see(from(2))).isEqualTo(settled(rule()).see(from(2)));
        assertThat(settled(rule()).see(from(2)).getFirst().getAlertId())
                .isNotEqualTo(settled(rule()).see(from(3)).getFirst().getAlertId());
    }

    @Test
    void sendsNoFloodForAKeyThatIsUsedFromEverywhere() {
        var observed = new Observed(rule());
        var random = new Random(7);
        var told = new HashSet<String>();
        int alerts = 0;
        for (int minute = 0; minute < 10 * 24 * 60; minute++) {
            var use =
                    request()
                            .setSource(
                                    "10."
                                            + random.nextInt(40)
                                            + "."
                                            + random.nextInt(250)
                                            + ".0/24");
            for (Alert alert : observed.see(use)) {
                alerts++;
                told.addAll(alert.getNetworks());
            }
            observed.pass(Duration.ofMinutes(1));
            assertThat(observed.networksRemembered()).isLessThanOrEqualTo(Networks.MOST);
        }

        assertThat(alerts).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void tellsAtMostFourTimesADayOfAKeyThatMovesAbout() {
        var observed = settled(rule());
        int alerts = 0;
        for (int hour = 0; hour < 48; hour++) {
            alerts += observed.see(from(10 + hour)).size();
            observed.pass(Duration.ofHours(1));
        }

        assertThat(alerts).isEqualTo(8);
    }

    @Test
    void forgetsANetworkHalfAYearAfterItsLastUse() {
        var observed = settled(rule());
        observed.see(from(2));
        for (int month = 0; month < 7; month++) {
            observed.pass(Duration.ofDays(30));
            assertThat(observed.see(from(1))).isEmpty();
        }

        assertThat(observed.see(from(2))).hasSize(1);
    }

    @Test
    void takesALimitedOrForbiddenUseForAUse() {
        assertThat(settled(rule()).see(from(2).setOutcome(Outcome.LIMITED))).hasSize(1);
        assertThat(settled(rule()).see(from(2).setOutcome(Outcome.FORBIDDEN))).hasSize(1);
        assertThat(settled(rule()).see(from(2).setPhase(Phase.STARTED))).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"REVOKED", "SUSPENDED", "EXPIRED"})
    void leavesOutAKeyThatCannotBeUsed(Outcome outcome) {
        assertThat(settled(rule()).see(from(2).setOutcome(outcome))).isEmpty();
    }

    @Test
    void neverDoesMoreThanNotify() {
        Alert alert = settled(rule().setAction(AbuseAction.REVOKE)).see(from(2)).getFirst();

        assertThat(alert.getAction()).isEqualTo(AbuseAction.NOTIFY);
        assertThat(alert.getRestraint()).contains("may well be its owner's");
        assertThat(alert.getRevocationId()).isEmpty();
    }

    @Test
    void waitsForAsManyAsTheRuleWants() {
        var observed = settled(rule().setThreshold(3));
        assertThat(observed.see(from(2), from(3))).isEmpty();

        assertThat(observed.see(from(4)).getFirst().getNetworks()).hasSize(3);
    }

    @Test
    void sparesExemptKeys() {
        assertThat(settled(rule().setExemptKeys(List.of(KEY))).see(from(2))).isEmpty();
    }
}
