package io.tollgate.metering;

import static io.tollgate.metering.MeteringBench.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationAction;
import io.tollgate.schemas.RuleMode;
import io.tollgate.schemas.Signal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AlertActionTest {
    static Alert.Builder alert() {
        return Alert.newBuilder()
                .setAlertId("alert_1")
                .setRuleId("sent-on")
                .setRuleVersion(1)
                .setSignal(Signal.THROTTLED_SENT_ON)
                .setKeyId("key_1")
                .setOwnerId("acme")
                .setWindowStart(NOON)
                .setWindowEnd(NOON.plusSeconds(60))
                .setAction(AbuseAction.SUSPEND)
                .setMode(RuleMode.ENFORCE)
                .setRevocationId("rev_1")
                .setEndsAt(NOON.plusSeconds(300))
                .setMessage("it hammered")
                .setAt(NOON);
    }

    @Test
    void suspendsTheKeyThatTheAlertNames() {
        Revocation revocation = AlertAction.revocationFor(alert().build(), NOON).orElseThrow();

        assertThat(revocation.getRevocationId()).isEqualTo("rev_1");
        assertThat(revocation.getAction()).isEqualTo(RevocationAction.SUSPEND);
        assertThat(revocation.getKeyIds()).containsExactly("key_1");
        assertThat(revocation.getEndsAt()).isEqualTo(NOON.plusSeconds(300));
        assertThat(revocation.getActor()).isEqualTo("sent-on");
        assertThat(revocation.getAlertId()).isEqualTo("alert_1");
        assertThat(revocation.getReason()).isEqualTo("it hammered");
    }

    @Test
    void slowsTheKeyToThePartThatTheAlertNames() {
        var alert = alert().setAction(AbuseAction.TIGHTEN).setRatePercent(40).build();

        Revocation tightening = AlertAction.revocationFor(alert, NOON).orElseThrow();

        assertThat(tightening.getAction()).isEqualTo(RevocationAction.TIGHTEN);
        assertThat(tightening.getRatePercent()).isEqualTo(40);
        assertThat(tightening.getKeyIds()).containsExactly("key_1");
        assertThat(tightening.getEndsAt()).isEqualTo(NOON.plusSeconds(300));
    }

    @Test
    void doesNothingWhileARuleOnlyObserves() {
        var alert = alert().setMode(RuleMode.OBSERVE).build();

        assertThat(AlertAction.revocationFor(alert, NOON)).isEmpty();
    }

    /** Without a key the revocation would hit everybody. */
    @Test
    void doesNothingWhereNoKeyIsNamed() {
        assertThat(AlertAction.revocationFor(alert().setKeyId("").build(), NOON)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = AbuseAction.class,
            names = {"TIGHTEN", "SUSPEND", "REVOKE"},
            mode = EnumSource.Mode.EXCLUDE)
    void doesNothingWhereOnlyPeopleAreTold(AbuseAction action) {
        assertThat(AlertAction.revocationFor(alert().setAction(action).build(), NOON)).isEmpty();
    }

    @Test
    void aWithheldRevocationIsWithdrawnFromTheStartAndSaysWhy() {
        Revocation asked = AlertAction.revocationFor(alert().build(), NOON).orElseThrow();

        Revocation withheld = AlertAction.withheld(asked, "it is off");

        assertThat(withheld.getWithdrawnAt()).isEqualTo(NOON);
        assertThat(withheld.getWithdrawnBy()).isEqualTo("automation");
        assertThat(withheld.getReason()).isEqualTo("it hammered (withheld: it is off)");
        assertThat(withheld.getRevocationId()).isEqualTo(asked.getRevocationId());
    }
}
