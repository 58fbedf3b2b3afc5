package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import io.tollgate.admin.DefaultRules;
import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the rules of a new installation make of simulated traffic. */
class DefaultRulesTest {
    private final SimulatedTraffic few = new SimulatedTraffic(20, 1);

    @BeforeEach
    void learn() {
        few.pass(Duration.ofHours(25));
    }

    @Test
    void leaveADayOfOrdinaryTrafficAlone() {
        var traffic = new SimulatedTraffic(500, 2);

        traffic.pass(Duration.ofDays(2));

        // Who has much to do for the first time looks like a client that runs away, and no number
        // tells them apart: so that rule is off, and does nothing but notify.
        assertThat(traffic.alerts())
                .hasSizeLessThan(10)
                .allMatch(alert -> alert.getRuleId().equals("runaway"))
                .allMatch(alert -> alert.getAction() == AbuseAction.NOTIFY);
        assertThat(traffic.requests()).isGreaterThan(1_000_000);
    }

    @Test
    void findALeakedKeyThatIsUsedFromManyNetworks() {
        few.leak(7, 60);
        few.pass(Duration.ofMinutes(30));

        assertThat(only("leaked-key").getKeyId()).isEqualTo(SimulatedTraffic.key(7));
    }

    @Test
    void suspendAScanner() {
        few.scan(8, 2_000);
        few.pass(Duration.ofMinutes(30));

        assertThat(suspended()).containsExactly(entry("scanner", SimulatedTraffic.key(8)));
    }

    @Test
    void findASourceThatTriesKeys() {
        few.stuff("203.0.113.0/24", 5_000);
        few.pass(Duration.ofMinutes(30));

        assertThat(only("stuffing").getMessage()).startsWith("203.0.113.0/24 ");
    }

    @Test
    void findAClientThatRunsAway() {
        few.runAway(9, 200_000);
        few.pass(Duration.ofMinutes(30));

        assertThat(only("runaway").getKeyId()).isEqualTo(SimulatedTraffic.key(9));
    }

    @Test
    void findAKeyThatSleptForWeeks() {
        few.sleep(14, Duration.ofDays(21));
        few.runAway(14, 2_000);
        few.pass(Duration.ofMinutes(30));

        assertThat(only("runaway").getKeyId()).isEqualTo(SimulatedTraffic.key(14));
    }

    @Test
    void tellThatARevokedKeyIsUsed() {
        few.useRevoked(11);
        few.pass(Duration.ofMinutes(30));

        assertThat(only("revoked-key").getKeyId()).isEqualTo(SimulatedTraffic.key(11));
    }

    @Test
    void suspendAClientThatHammersWhileThrottled() {
        few.hammer(12, 20_000);
        few.pass(Duration.ofMinutes(30));

        assertThat(suspended()).containsExactly(entry("hammering", SimulatedTraffic.key(12)));
    }

    @Test
    void thatAreOnActOnlyOnWhatNoHonestClientDoesForLong() {
        assertThat(DefaultRules.at(Instant.EPOCH))
                .filteredOn(Rule::getEnabled)
                .extracting(Rule::getRuleId, Rule::getAction)
                .containsExactly(
                        tuple("hammering", AbuseAction.SUSPEND),
                        tuple("scanner", AbuseAction.SUSPEND),
                        tuple("stuffing", AbuseAction.NOTIFY));
    }

    /** Whom which rule suspended. */
    private List<Map.Entry<String, String>> suspended() {
        return few.alerts().stream()
                .filter(alert -> !alert.getRevocationId().isEmpty())
                .map(alert -> Map.entry(alert.getRuleId(), alert.getKeyId()))
                .toList();
    }

    /** The alert, if it is the only one. */
    private Alert only(String rule) {
        assertThat(few.alerts()).hasSize(1);
        Alert alert = few.alerts().getFirst();
        assertThat(alert.getRuleId()).isEqualTo(rule);
        assertThat(alert.getAction()).isEqualTo(AbuseAction.NOTIFY);
        return alert;
    }
}
