package io.tollgate.metering;

import static io.tollgate.metering.MeteringBench.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationKind;
import io.tollgate.schemas.rules.Automation;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AutomaticActsTest {
    private final AutomaticActs acts = new AutomaticActs();

    @Test
    void letsRulesActAsOftenInAnHourAsOperatorsSay() {
        acts.boundBy(new Automation(true, 2));

        acted("rev_1", NOON);
        assertThat(acts.restraint(NOON)).isEmpty();
        acted("rev_2", NOON.plusSeconds(1));
        assertThat(acts.restraint(NOON.plusSeconds(2)))
                .hasValue("rules have acted as often as they may in an hour: 2");
        assertThat(acts.restraint(NOON.plus(Duration.ofHours(1)).plusMillis(1))).isEmpty();
    }

    @Test
    void countsARevocationOnceHoweverOftenItChanges() {
        acts.boundBy(new Automation(true, 2));

        acted("rev_1", NOON);
        note(byARule("rev_1", NOON).setWithdrawnAt(NOON).setWithdrawnBy("ops"));

        assertThat(acts.restraint(NOON)).isEmpty();
    }

    @Test
    void countsNeitherWhatPeopleDidNorWhatWasWithheld() {
        acts.boundBy(new Automation(true, 1));

        note(byARule("rev_1", NOON).setAlertId(""));
        acts.note("rev_2", AlertAction.withheld(byARule("rev_2", NOON).build(), "it is off"));

        assertThat(acts.restraint(NOON)).isEmpty();
    }

    @Test
    void doesNothingWhileSwitchedOff() {
        acts.boundBy(new Automation(false, 100));

        assertThat(acts.restraint(NOON)).hasValue("automatic actions are switched off");
    }

    @Test
    void isBoundedAsLongAsNobodySaidAnything() {
        for (int act = 1; act <= 100; act++) {
            assertThat(acts.restraint(NOON)).isEmpty();
            acted("rev_" + act, NOON);
        }
        assertThat(acts.restraint(NOON)).isPresent();
    }

    @Test
    void knowsRevocationsThatAreGoneOrUndecodable() {
        acts.note("rev_1", null);

        assertThat(acts.knows("rev_1")).isTrue();
        assertThat(acts.knows("rev_2")).isFalse();
    }

    private void acted(String id, Instant at) {
        note(byARule(id, at));
    }

    private void note(Revocation.Builder revocation) {
        acts.note(revocation.getRevocationId(), revocation.build());
    }

    private static Revocation.Builder byARule(String id, Instant at) {
        return Revocation.newBuilder()
                .setKind(RevocationKind.REVOCATION)
                .setRevocationId(id)
                .setAlertId("alert_" + id)
                .setCreatedAt(at);
    }
}
