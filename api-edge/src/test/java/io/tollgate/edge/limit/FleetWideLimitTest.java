package io.tollgate.edge.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.LimitScope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The share rule under the traffic that breaks limiters: what the fleet as a whole lets through.
 */
class FleetWideLimitTest {
    private static final long NOON = 1_790_000_000_000L;

    record Traffic(
            String name, int edges, long amount, List<Double> ratesPerSecond, double seconds) {
        /**
         * The amount, and what may come on top: in a burst from all edges 15 %, else 8 %; more than
         * that where edges are no fewer than the amount.
         */
        long most() {
            boolean burst = name.equals("burst, even");
            if (burst && edges >= amount) {
                return 2 * amount;
            }
            return amount + Math.max(2, amount * (burst ? 15 : 8) / 100);
        }

        @Override
        public String toString() {
            return name + ", " + edges + " edges, limit " + amount;
        }
    }

    static List<Traffic> traffic() {
        var all = new ArrayList<Traffic>();
        for (int edges : new int[] {3, 10, 100}) {
            for (long amount : new long[] {10, 100, 1000}) {
                double third = amount / 3.0;
                all.add(
                        new Traffic(
                                "5x the limit, even",
                                edges,
                                amount,
                                even(edges, 5 * third / edges),
                                3));
                all.add(
                        new Traffic(
                                "5x, 90 % on one edge",
                                edges, amount, skewed(edges, 4.5 * third, .5 * third), 3));
                all.add(
                        new Traffic(
                                "burst, even",
                                edges,
                                amount,
                                even(edges, 20.0 * amount / edges),
                                .5));
                all.add(
                        new Traffic(
                                "burst, one edge",
                                edges,
                                amount,
                                skewed(edges, 20.0 * amount, 0),
                                .5));
                all.add(
                        new Traffic(
                                "80 % of the limit, even",
                                edges, amount, even(edges, .8 * third / edges), 3));
                all.add(
                        new Traffic(
                                "80 %, one edge", edges, amount, skewed(edges, .8 * third, 0), 3));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("traffic")
    void refusesNothingWhileSomeIsLeftAndOverAdmitsLittle(Traffic traffic) {
        for (long seed = 1; seed <= 3; seed++) {
            var fleet = new FleetSimulation(traffic.edges(), quota(traffic.amount()), NOON, seed);
            offer(fleet, traffic);
            fleet.run();

            assertThat(fleet.falseRefusals).as("false refusals, seed %d", seed).isZero();
            assertThat(fleet.admitted)
                    .as("admitted, seed %d", seed)
                    .isLessThanOrEqualTo(traffic.most());
            assertThat(fleet.longestHoldMicros)
                    .as("longest hold, seed %d", seed)
                    .isLessThanOrEqualTo(150_000);
        }
    }

    @ParameterizedTest
    @MethodSource("traffic")
    void holdsTheBoundWhenViewsAreLostAndRepeated(Traffic traffic) {
        var fleet = new FleetSimulation(traffic.edges(), quota(traffic.amount()), NOON, 7);
        fleet.viewLoss = .2;
        fleet.viewRepeat = .5;
        offer(fleet, traffic);
        fleet.run();

        assertThat(fleet.falseRefusals).isZero();
        assertThat(fleet.admitted).isLessThanOrEqualTo(2 * traffic.amount() + traffic.edges());
    }

    @ParameterizedTest
    @MethodSource("traffic")
    void neverPassesTheLimitWhenMeteringIsSilent(Traffic traffic) {
        var fleet = new FleetSimulation(traffic.edges(), quota(traffic.amount()), NOON, 5);
        fleet.meteringFrozen = true;
        offer(fleet, traffic);
        fleet.run();

        assertThat(fleet.admitted).isLessThanOrEqualTo(traffic.amount());
    }

    private static void offer(FleetSimulation fleet, Traffic traffic) {
        IntStream.range(0, traffic.edges())
                .filter(edge -> traffic.ratesPerSecond().get(edge) > 0)
                .forEach(edge ->
                        fleet.arrivals(
                                edge, traffic.ratesPerSecond().get(edge), traffic.seconds()));
    }

    private static LimitSpec quota(long amount) {
        return new LimitSpec("day", amount, LimitWindow.Calendar.DAY, LimitScope.KEY, true);
    }

    private static List<Double> even(int edges, double rate) {
        return Collections.nCopies(edges, rate);
    }

    private static List<Double> skewed(int edges, double first, double others) {
        var rates = new ArrayList<>(even(edges, others / Math.max(1, edges - 1)));
        rates.set(0, first);
        return rates;
    }
}
