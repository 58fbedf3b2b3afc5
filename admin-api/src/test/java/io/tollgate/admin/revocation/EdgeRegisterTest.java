package io.tollgate.admin.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.EdgeState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EdgeRegisterTest {
    private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);
    private final EdgeRegister register =
            new EdgeRegister(Duration.ofMinutes(5), () -> now(), nanos::get);

    @Test
    void anEdgeThatFellSilentCountsAsUnreachableUntilItsLeaseIsOver() {
        register.take(Heartbeats.live(Heartbeats.of("e1", 0).setLeaseMillis(60_000)));
        assertThat(standing()).isEqualTo(EdgeBoot.Standing.LIVE);

        pass(Duration.ofSeconds(5));
        assertThat(standing()).isEqualTo(EdgeBoot.Standing.UNREACHABLE);
        assertThat(register.counted()).hasSize(1);
        assertThat(register.all().getFirst().boot().mayAdmitUntil())
                .isEqualTo("2030-01-01T12:01:00Z");

        pass(Duration.ofSeconds(55));
        assertThat(standing()).isEqualTo(EdgeBoot.Standing.GONE);
        assertThat(register.counted()).isEmpty();
    }

    @Test
    void anEdgeThatServesWithoutBoundCountsUntilItIsForgotten() {
        register.take(Heartbeats.live(Heartbeats.of("e1", 0)));

        pass(Duration.ofSeconds(299));
        assertThat(standing()).isEqualTo(EdgeBoot.Standing.UNREACHABLE);
        assertThat(register.all().getFirst().boot().mayAdmitUntil()).isEqualTo("unbounded");
        pass(Duration.ofSeconds(1));
        assertThat(standing()).isEqualTo(EdgeBoot.Standing.GONE);
    }

    @Test
    void anEdgeThatLeftIsNotCounted() {
        register.take(Heartbeats.live(Heartbeats.of("e1", 0)));
        register.take(Heartbeats.live(Heartbeats.of("e1", 0).setState(EdgeState.LEFT)));

        assertThat(standing()).isEqualTo(EdgeBoot.Standing.GONE);
    }

    @Test
    void aSilentBootIsGoneOnceTheEdgeWasStartedAgain() {
        register.take(Heartbeats.live(Heartbeats.of("e1", 0)));
        pass(Duration.ofSeconds(6));
        register.take(Heartbeats.live(Heartbeats.of("e1", 0).setBoot("b2").setStartedAt(now())));

        assertThat(register.all())
                .extracting(EdgeRegister.Seen::standing)
                .containsExactly(EdgeBoot.Standing.GONE, EdgeBoot.Standing.LIVE);
    }

    @Test
    void twoBootsOfOneEdgeThatBothSpeakBothCount() {
        register.take(Heartbeats.live(Heartbeats.of("e1", 0)));
        register.take(
                Heartbeats.live(
                        Heartbeats.of("e1", 0).setBoot("b2").setStartedAt(now().plusSeconds(1))));

        assertThat(register.counted()).hasSize(2);
    }

    @Test
    void whatIsReadFromThePastIsAsOldAsKafkaSays() {
        register.take(Heartbeats.past(Heartbeats.of("e1", 0), now().minusSeconds(10)));
        register.take(Heartbeats.past(Heartbeats.of("e2", 0), now().minusSeconds(1)));
        register.take(Heartbeats.past(Heartbeats.of("e3", 0), now().minus(Duration.ofDays(1))));

        assertThat(register.all())
                .extracting(EdgeRegister.Seen::standing)
                .isEqualTo(List.of(EdgeBoot.Standing.UNREACHABLE, EdgeBoot.Standing.LIVE));
    }

    private EdgeBoot.Standing standing() {
        return register.all().getFirst().standing();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private Instant now() {
        return Heartbeats.NOON.plusNanos(nanos.get() - 1_000_000_000_000L);
    }
}
