package io.tollgate.edge.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.LimitScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Fleets of any size and traffic of any shape, in trouble of any kind: nothing is refused that
 * should not be, nobody waits longer than is said, and limits are passed by little.
 */
class FleetTroubleTest {
    /** Just before a minute begins, so that windows change while the traffic lasts. */
    private static final long START = 1_790_000_039_000L;

    private static final double SECONDS = 4;

    @RepeatedTest(120)
    void holdsItsLimitsWhateverHappensToViewsAndEdges(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        var random = new Random(seed);
        int edges = 1 + random.nextInt(12);
        List<LimitSpec> limits = limits(random);
        long least = limits.stream().mapToLong(LimitSpec::amount).min().orElseThrow();
        var fleet = new FleetSimulation(edges, limits, START, seed);
        fleet.mostCost = 1 + random.nextInt(3);
        fleet.viewLoss = random.nextInt(3) * .1;
        fleet.viewRepeat = random.nextInt(2) * .5;
        fleet.slowestViewMillis = 15 + random.nextInt(60);
        for (int edge = 0; edge < edges; edge++) {
            fleet.arrivals(edge, 1 + random.nextDouble() * 2 * least / edges, 0, SECONDS);
        }
        if (random.nextBoolean()) {
            fleet.restarts(random.nextInt(edges), random.nextDouble() * SECONDS);
        }
        if (random.nextBoolean()) {
            double at = random.nextDouble() * 2;
            int joining = fleet.joins(at);
            fleet.arrivals(joining, 1 + random.nextDouble() * least / edges, at, SECONDS);
        }
        fleet.run();

        assertThat(fleet.falseRefusals).as("false refusals, seed %d", seed).isZero();
        assertThat(fleet.longestHoldMicros).as("hold, seed %d", seed).isLessThanOrEqualTo(150_000);
        for (LimitSpec limit : limits) {
            // A quarter of a small limit is less than one request may cost.
            assertThat(fleet.over(limit))
                    .as("over %s, seed %d", limit, seed)
                    .isLessThanOrEqualTo(Math.max(3L * fleet.mostCost, limit.amount() / 4));
        }
    }

    @RepeatedTest(20)
    void observesWithoutEverRefusing(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        var observed = new LimitSpec("day", 10, LimitWindow.Calendar.DAY, LimitScope.KEY, false);
        var fleet = new FleetSimulation(3, observed, START, seed);
        IntStream.range(0, 3).forEach(edge -> fleet.arrivals(edge, 50, 0, 1));
        fleet.run();

        assertThat(fleet.admitted).isEqualTo(fleet.asked);
        assertThat(fleet.holds).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anEdgeThatReadsAndCannotWriteKeepsToItsShare(long seed) {
        LimitSpec limit = perMinute("minute", 300);
        var fleet = new FleetSimulation(3, limit, START + 1000, seed);
        fleet.isMute(0, 0, 20);
        fleet.arrivals(0, 200, 1.2, 10);
        fleet.arrivals(1, 40, 0, 10);
        fleet.arrivals(2, 40, 0, 10);
        fleet.run();

        // The others can't see what it admits: at most its third of what was left.
        assertThat(fleet.over(limit)).as("seed %d", seed).isLessThanOrEqualTo(100);
        assertThat(fleet.falseRefusals).as("seed %d", seed).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void meteringThatFreezesAndComesBackCostsNoMoreThanWhatCameInOneSecond(long seed) {
        LimitSpec limit = perMinute("minute", 600);
        var fleet = new FleetSimulation(4, limit, START + 1000, seed);
        fleet.meteringIsFrozen(1, 5);
        IntStream.range(0, 4).forEach(edge -> fleet.arrivals(edge, 100, 0, 10));
        fleet.run();

        assertThat(fleet.over(limit)).as("seed %d", seed).isLessThanOrEqualTo(400);
        assertThat(fleet.falseRefusals).as("seed %d", seed).isZero();
    }

    @RepeatedTest(40)
    void clocksThatAreApartMoveOnlyWhatTheyAreApart(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        var random = new Random(seed);
        LimitSpec limit = perMinute("minute", 200);
        var fleet = new FleetSimulation(4, limit, START - 3000, seed);
        for (int edge = 0; edge < 4; edge++) {
            fleet.skewed(edge, random.nextInt(4001) - 2000);
            fleet.arrivals(edge, 60, 0, 8);
        }
        fleet.run();

        assertThat(fleet.over(limit)).as("seed %d", seed).isLessThanOrEqualTo(100);
        assertThat(fleet.longestHoldMicros).isLessThanOrEqualTo(150_000);
    }

    private static List<LimitSpec> limits(Random random) {
        var limits = new ArrayList<LimitSpec>();
        long amount = 20L + random.nextInt(1000);
        if (random.nextBoolean()) {
            limits.add(perMinute("minute", amount));
        }
        if (random.nextBoolean()) {
            limits.add(rate("second", Math.max(20, amount / 3), Duration.ofSeconds(1)));
        }
        if (limits.isEmpty() || random.nextBoolean()) {
            limits.add(
                    new LimitSpec(
                            "day", 2 * amount, LimitWindow.Calendar.DAY, LimitScope.KEY, true));
        }
        return limits;
    }

    private static LimitSpec perMinute(String name, long amount) {
        return rate(name, amount, Duration.ofMinutes(1));
    }

    private static LimitSpec rate(String name, long amount, Duration length) {
        return new LimitSpec(name, amount, new LimitWindow.Sliding(length), LimitScope.KEY, true);
    }
}
