package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FleetWatchTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private final FleetWatch watch = new FleetWatch();

    @Test
    void knowsNoRateBeforeTheSecondHeartbeat() {
        assertThat(watch.take(List.of(edge(0, 100, 20))).getFirst().rates()).isEmpty();
        assertThat(watch.take(List.of(edge(0, 100, 20))).getFirst().rates()).isEmpty();
    }

    @Test
    void ratesAreBetweenHeartbeatsAndNotBetweenQuestions() {
        watch.take(List.of(edge(0, 100, 20)));

        EdgeRates rates =
                watch.take(List.of(edge(2_000, 300, 30))).getFirst().rates().orElseThrow();

        assertThat(rates.outcomes().get("ADMITTED")).isCloseTo(100, within(1e-9));
        assertThat(rates.refused()).isCloseTo(5, within(1e-9));
        assertThat(rates.requests()).isCloseTo(105, within(1e-9));
        assertThat(rates.holds()).hasValue(1);
    }

    @Test
    void aHeartbeatThatIsTheSameStillAndOneThatIsTooNearChangeNothing() {
        watch.take(List.of(edge(0, 100, 20)));
        var rates = watch.take(List.of(edge(1_000, 200, 20))).getFirst().rates();

        assertThat(watch.take(List.of(edge(1_000, 200, 20))).getFirst().rates()).isEqualTo(rates);
        assertThat(watch.take(List.of(edge(1_010, 210, 20))).getFirst().rates()).isEqualTo(rates);
        assertThat(
                        watch.take(List.of(edge(2_000, 250, 20)))
                                .getFirst()
                                .rates()
                                .orElseThrow()
                                .requests())
                .isCloseTo(50, within(1e-9));
    }

    @Test
    void anEdgeThatIsOverdueHasNoRates() {
        watch.take(List.of(edge(0, 100, 20)));
        watch.take(List.of(edge(1_000, 200, 20)));

        var line = watch.take(List.of(silent(edge(1_000, 200, 20), "UNREACHABLE"))).getFirst();

        assertThat(line.late()).isTrue();
        assertThat(line.rates()).isEmpty();
        assertThat(watch.take(List.of(silent(edge(1_000, 200, 20), "GONE")))).isEmpty();
    }

    @Test
    void anotherStartOfAnEdgeBeginsAnew() {
        watch.take(List.of(edge(0, 5_000, 20)));
        var restarted =
                new EdgeSample(
                        "E|second",
                        "edge-1",
                        "1",
                        "LIVE",
                        "READY",
                        NOON.plusSeconds(1),
                        Duration.ZERO,
                        OptionalLong.of(5),
                        Map.of("ADMITTED", 3L),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        0,
                        "");

        assertThat(watch.take(List.of(restarted)).getFirst().rates()).isEmpty();
    }

    private static EdgeSample silent(EdgeSample edge, String standing) {
        return new EdgeSample(
                edge.id(),
                edge.name(),
                edge.version(),
                standing,
                edge.state(),
                edge.saidAt(),
                Duration.ofSeconds(7),
                edge.stateAgeMillis(),
                edge.outcomes(),
                edge.held(),
                edge.holds(),
                edge.toShip(),
                edge.blocked());
    }

    private static EdgeSample edge(long saidAfterMillis, long admitted, long limited) {
        return new EdgeSample(
                "E|first",
                "edge-1",
                "1",
                "LIVE",
                "READY",
                NOON.plusMillis(saidAfterMillis),
                Duration.ofMillis(120),
                OptionalLong.of(80),
                Map.of("ADMITTED", admitted, "LIMITED", limited),
                OptionalLong.of(2),
                OptionalLong.of(saidAfterMillis / 1_000),
                0,
                "");
    }
}
