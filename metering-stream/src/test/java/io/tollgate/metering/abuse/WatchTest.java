package io.tollgate.metering.abuse;

import static io.tollgate.metering.abuse.Observed.KEY;
import static io.tollgate.metering.abuse.Observed.refused;
import static io.tollgate.metering.abuse.Observed.request;
import static io.tollgate.metering.abuse.Observed.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.Door;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.Signal;
import io.tollgate.schemas.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WatchTest {
    @Test
    void seesWhoGetsClientErrorsOnly() {
        var observed = new Observed(rule(Signal.CLIENT_ERRORS, 0.9).setMinimum(50));
        observed.seeEachSecond(5, request());
        assertThat(observed.seeEachSecond(44, request().setStatus(403))).isEmpty();

        Alert alert = observed.seeEachSecond(10, request().setStatus(403)).getFirst();

        assertThat(alert.getKeyId()).isEqualTo(KEY);
        assertThat(alert.getAction()).isEqualTo(AbuseAction.SUSPEND);
        assertThat(alert.getEvidence())
                .contains(entry("clientErrors", 45.0), entry("answers", 50.0), entry("share", 0.9));
        assertThat(alert.getMessage()).contains("45 of 50 answers within PT10M were 4xx");
    }

    @Test
    void takesNoRefusalOfOursForAnErrorOfTheClient() {
        var observed = new Observed(rule(Signal.CLIENT_ERRORS, 0.5));

        assertThat(observed.see(request().setOutcome(Outcome.LIMITED).setStatus(429))).isEmpty();
        assertThat(observed.see(request().setDoor(Door.FORWARD_AUTH).setStatus(403))).isEmpty();
        assertThat(observed.see(request().setUpstream(Upstream.FAILED).setStatus(404))).isEmpty();
    }

    @Test
    void seesTheAnswerOfALongRequestWhenItIsKnown() {
        var observed = new Observed(rule(Signal.CLIENT_ERRORS, 0.5).setMinimum(2));
        observed.see(request().setStatus(404));

        assertThat(observed.see(request().setPhase(Phase.STARTED).setStatus(0))).isEmpty();
        assertThat(observed.see(request().setPhase(Phase.FINISHED).setStatus(404))).hasSize(1);
    }

    @Test
    void seesAScannerByTheDifferentPathsThatItAsksForInVain() {
        var observed = new Observed(rule(Signal.DISTINCT_MISSING_PATHS, 100));
        assertThat(observed.seeEachSecond(500, missing("same"))).isEmpty();

        var alerts = new ArrayList<Alert>();
        for (int i = 0; alerts.isEmpty() && i < 200; i++) {
            alerts.addAll(observed.see(missing("path " + i)));
        }

        // A sketch: some percent more or less.
        assertThat(alerts.getFirst().getEvidence().get("missingPaths")).isBetween(100.0, 101.0);
        assertThat(alerts.getFirst().getMessage()).contains("different paths that there are not");
    }

    @Test
    void forgetsWhatSlidOutOfTheWindow() {
        var observed = new Observed(rule(Signal.DISTINCT_MISSING_PATHS, 100));
        for (int i = 0; i < 90; i++) {
            observed.see(missing("path " + i));
        }
        observed.pass(Duration.ofMinutes(11));

        for (int i = 90; i < 180; i++) {
            assertThat(observed.see(missing("path " + i))).isEmpty();
        }
    }

    @Test
    void seesALeakedKeyByNetworksThatAreNotUsualForIt() {
        var observed = new Observed(rule(Signal.DISTINCT_SOURCES, 10).setMinimum(20));
        for (int hour = 0; hour < 48; hour++) {
            observed.see(from(1), from(2));
            observed.pass(Duration.ofHours(1));
        }

        var alerts = new ArrayList<Alert>();
        for (int network = 3; alerts.isEmpty() && network < 60; network++) {
            alerts.addAll(observed.see(from(network)));
        }

        Alert alert = alerts.getFirst();
        assertThat(alert.getEvidence().get("sources")).isBetween(20.0, 22.0);
        assertThat(alert.getEvidence().get("usual")).isBetween(1.9, 2.0);
        assertThat(alert.getMessage())
                .contains("networks within PT10M")
                .contains("in a usual busy hour");
    }

    @Test
    void leavesAloneAKeyThatIsUsedFromManyNetworksAsEver() {
        var observed = new Observed(rule(Signal.DISTINCT_SOURCES, 10).setMinimum(20));
        for (int hour = 0; hour < 48; hour++) {
            for (int network = 0; network < 50; network++) {
                assertThat(observed.see(from(network))).isEmpty();
            }
            observed.pass(Duration.ofHours(1));
        }
    }

    @Test
    void doesNotJudgeANewKeyByWhatIsUsual() {
        var observed = new Observed(rule(Signal.VOLUME, 5).setMinimum(100));

        assertThat(observed.see(some(100_000))).isEmpty();
        observed.pass(Duration.ofHours(20));
        assertThat(observed.see(some(1_000_000))).isEmpty();
    }

    @Test
    void seesARunawayClientByItsUsualVolume() {
        var observed = new Observed(rule(Signal.VOLUME, 20).setMinimum(1_000));
        for (int hour = 0; hour < 48; hour++) {
            observed.see(some(100));
            observed.pass(Duration.ofHours(1));
        }
        assertThat(observed.see(some(1_950))).isEmpty();

        Alert alert = observed.see(some(100)).getFirst();

        assertThat(alert.getEvidence()).contains(entry("requests", 2_050.0));
        assertThat(alert.getEvidence().get("factor")).isBetween(20.0, 22.0);
    }

    @Test
    void knowsTheNightlyJob() {
        var observed = new Observed(rule(Signal.VOLUME, 5).setMinimum(100));
        for (int night = 0; night < 5; night++) {
            assertThat(observed.see(some(5_000))).isEmpty();
            for (int hour = 0; hour < 24; hour++) {
                observed.pass(Duration.ofHours(1));
                assertThat(observed.see(some(3))).isEmpty();
            }
        }
    }

    @Test
    void seesAKeyThatWakesUpAfterWeeks() {
        var observed = new Observed(rule(Signal.VOLUME, 5).setMinimum(300));
        for (int hour = 0; hour < 24; hour++) {
            observed.see(some(1_000));
            observed.pass(Duration.ofHours(1));
        }
        assertThat(observed.see(some(1_000))).isEmpty();

        observed.pass(Duration.ofDays(21));

        assertThat(observed.see(some(300))).hasSize(1);
    }

    @Test
    void notifiesOfASourceThatTriesKeysButHasNoKeyToEnd() {
        var observed = new Observed(rule(Signal.REFUSED_KEYS, 50));
        observed.seeEachSecond(49, refused("203.0.113.0/24"));
        assertThat(observed.see(refused("198.51.100.0/24"))).isEmpty();

        Alert alert = observed.see(refused("203.0.113.0/24")).getFirst();

        assertThat(alert.getKeyId()).isEmpty();
        assertThat(alert.getAction()).isEqualTo(AbuseAction.NOTIFY);
        assertThat(alert.getRestraint()).contains("no key");
        assertThat(alert.getRevocationId()).isEmpty();
        assertThat(alert.getMessage()).startsWith("203.0.113.0/24 presented keys that are none");
    }

    @Test
    void notifiesOfTheUseOfARevokedKey() {
        var observed = new Observed(rule(Signal.REVOKED_KEY_USE, 1));
        assertThat(observed.see(request())).isEmpty();

        Alert alert = observed.see(request().setOutcome(Outcome.REVOKED).setStatus(401)).getFirst();

        assertThat(alert.getKeyId()).isEqualTo(KEY);
        assertThat(alert.getAction()).isEqualTo(AbuseAction.NOTIFY);
        assertThat(alert.getRestraint()).contains("ended already");
    }

    @Test
    void learnsFromWhoeverFoundItRightAfterAll() {
        var observed = new Observed(rule(Signal.DISTINCT_MISSING_PATHS, 5));
        Alert alert = visit(observed, 5).getFirst();
        observed.withdraw(alert.getRevocationId());
        observed.pass(Duration.ofMinutes(20));

        assertThat(visit(observed, 5)).isEmpty();
        observed.pass(Duration.ofMinutes(20));
        assertThat(visit(observed, 6)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Signal.class,
            names = {"UNKNOWN", "LEAK_REPORT"})
    void refusesARuleWhoseSignalNoEventTells(Signal signal) {
        var rule = rule(signal, 1).build();

        assertThatThrownBy(() -> ActiveRule.of(rule))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(signal.name());
    }

    private static List<Alert> visit(Observed observed, int paths) {
        var alerts = new ArrayList<Alert>();
        for (int i = 0; i < paths; i++) {
            alerts.addAll(observed.see(missing("path " + i)));
        }
        return alerts;
    }

    private static RequestEvent.Builder missing(String path) {
        return request().setStatus(404).setPathHash(path);
    }

    private static RequestEvent.Builder from(int network) {
        return request().setSource("10.0." + network + ".0/24");
    }

    private static RequestEvent.Builder some(long requests) {
        return request().setCount(requests);
    }
}
