package io.tollgate.metering;

import static io.tollgate.metering.MeteringBench.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.RevocationKind;
import org.junit.jupiter.api.Test;

class PulsesTest {
    @Test
    void risesByOne() {
        var pulses = new Pulses("a", 500, () -> NOON);
        var first = pulses.next();
        var second = pulses.next();

        assertThat(second.getPulse()).isEqualTo(first.getPulse() + 1);
        assertThat(first.getKind()).isEqualTo(RevocationKind.PULSE);
        assertThat(first.getPulseWriter()).isEqualTo("metering-a");
        assertThat(pulses.topicKey()).isEqualTo("pulse|metering-a");
    }

    @Test
    void goesOnRisingAfterARestart() {
        var before = new Pulses("a", 500, () -> NOON);
        for (int i = 0; i < 100; i++) {
            before.next();
        }
        var after = new Pulses("a", 500, () -> NOON.plusSeconds(51));

        assertThat(after.next().getPulse()).isGreaterThan(before.next().getPulse());
    }
}
