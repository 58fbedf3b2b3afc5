package io.tollgate.edge.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.LimitScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The share rule under the traffic that breaks limiters: what the fleet as a whole lets through.
 * The documentation shows the figures; when they change, it takes over the file in target.
 */
class FleetWideLimitTest {
    private static final long NOON = 1_790_000_000_000L;
    private static final Path DOCUMENTATION = Path.of("..", "docs", "limits.md");
    private static final Path MEASURED = Path.of("target", "limits-measured.md");

    /** What arrives at the first edge and at each other, per second. */
    record Traffic(String name, int edges, long amount, double first, double others, double to) {
        FleetSimulation offered(long seed) {
            var fleet = new FleetSimulation(edges, quota(amount), NOON, seed);
            for (int edge = 0; edge < edges; edge++) {
                double rate = edge == 0 ? first : others;
                if (rate > 0) {
                    fleet.arrivals(edge, rate, 0, to);
                }
            }
            return fleet;
        }

        /**
         * How far the limit may be passed: by 4 in the hundred, or 20 in a burst at all edges, or
         * by 3; more only where there are fewer units than edges that want one at once.
         */
        long mostOver() {
            boolean burst = name.equals("burst, even");
            if (burst && edges > amount) {
                return amount;
            }
            return Math.max(3, amount * (burst ? 20 : 4) / 100);
        }

        @Override
        public String toString() {
            return name + ", " + edges + " edges, limit " + amount;
        }
    }

    static List<Traffic> traffic() {
        var all = new ArrayList<Traffic>();
        for (int n : new int[] {3, 10, 100}) {
            for (long amount : new long[] {10, 100, 1000}) {
                double third = amount / 3.0;
                double others = n - 1.0;
                double five = 5 * third / n;
                double eighty = .8 * third / n;
                double burst = 20.0 * amount / n;
                all.add(new Traffic("5x the limit, even", n, amount, five, five, 3));
                all.add(
                        new Traffic(
                                "5x, 90 % on one edge",
                                n, amount, 4.5 * third, .5 * third / others, 3));
                all.add(new Traffic("burst, even", n, amount, burst, burst, .5));
                all.add(new Traffic("burst, one edge", n, amount, 20.0 * amount, 0, .5));
                all.add(new Traffic("80 % of the limit, even", n, amount, eighty, eighty, 3));
                all.add(new Traffic("80 %, one edge", n, amount, .8 * third, 0, 3));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("traffic")
    void refusesNothingWhileSomeIsLeftAndOverAdmitsLittle(Traffic traffic) {
        for (long seed = 1; seed <= 3; seed++) {
            FleetSimulation fleet = traffic.offered(seed);
            fleet.run();

            assertThat(fleet.falseRefusals).as("false refusals, seed %d", seed).isZero();
            assertThat(fleet.admitted)
                    .as("admitted, seed %d", seed)
                    .isGreaterThanOrEqualTo(Math.min(traffic.amount(), fleet.asked));
            assertThat(fleet.over(quota(traffic.amount())))
                    .as("over the limit, seed %d", seed)
                    .isLessThanOrEqualTo(traffic.mostOver());
            assertThat(fleet.longestHoldMicros)
                    .as("longest hold, seed %d", seed)
                    .isLessThanOrEqualTo(150_000);
        }
    }

    @ParameterizedTest
    @MethodSource("traffic")
    void refusesNothingWhenViewsAreLostAndRepeated(Traffic traffic) {
        FleetSimulation fleet = traffic.offered(7);
        fleet.viewLoss = .2;
        fleet.viewRepeat = .5;
        fleet.run();

        assertThat(fleet.falseRefusals).isZero();
        assertThat(fleet.admitted).isLessThanOrEqualTo(2 * traffic.amount() + traffic.edges());
    }

    @ParameterizedTest
    @MethodSource("traffic")
    void neverPassesTheLimitOnceMeteringHasBeenSilentForASecond(Traffic traffic) {
        var fleet = new FleetSimulation(traffic.edges(), quota(traffic.amount()), NOON, 5);
        fleet.meteringIsFrozen(0, 10);
        for (int edge = 0; edge < traffic.edges(); edge++) {
            double rate = edge == 0 ? traffic.first() : traffic.others();
            if (rate > 0) {
                fleet.arrivals(edge, rate, 1.1, 1.1 + traffic.to());
            }
        }
        fleet.run();

        assertThat(fleet.admitted).isLessThanOrEqualTo(traffic.amount());
    }

    @Test
    void theDocumentationShowsWhatThisCodeDoes() throws IOException {
        String measured = table();
        Files.writeString(MEASURED, measured);

        assertThat(Files.readString(DOCUMENTATION))
                .as("docs/limits.md must contain what %s says", MEASURED)
                .contains(measured);
    }

    private static String table() {
        var rows = new TreeMap<String, Map<String, String>>();
        for (Traffic traffic : traffic()) {
            var runs = LongStream.of(1, 2, 3).mapToObj(traffic::offered).toList();
            runs.forEach(FleetSimulation::run);
            double over =
                    runs.stream()
                            .mapToLong(run -> run.over(quota(traffic.amount())))
                            .max()
                            .orElse(0);
            long refused = runs.stream().mapToLong(run -> run.falseRefusals).max().orElse(0);
            double held =
                    runs.stream().mapToDouble(run -> 100.0 * run.holds / run.asked).max().orElse(0);
            long longest = runs.stream().mapToLong(run -> run.longestHoldMicros).max().orElse(0);
            rows.computeIfAbsent(
                            "%d | %d".formatted(traffic.edges(), traffic.amount()),
                            _ -> new TreeMap<>())
                    .put(
                            traffic.name(),
                            String.format(
                                    Locale.ROOT,
                                    "%.1f / %.1f, %.0f %%, %d ms",
                                    100 * over / traffic.amount(),
                                    100.0 * refused / traffic.amount(),
                                    held,
                                    longest / 1000));
        }
        List<String> names = traffic().stream().map(Traffic::name).distinct().toList();
        var text = new StringBuilder("| edges | limit | " + String.join(" | ", names) + " |\n");
        text.append("|---".repeat(names.size() + 2)).append("|\n");
        for (int n : new int[] {3, 10, 100}) {
            for (long amount : new long[] {10, 100, 1000}) {
                var cells = Objects.requireNonNull(rows.get("%d | %d".formatted(n, amount)));
                text.append("| %d | %d ".formatted(n, amount));
                names.forEach(name -> text.append("| ").append(cells.get(name)).append(' '));
                text.append("|\n");
            }
        }
        return text.toString();
    }

    private static LimitSpec quota(long amount) {
        return new LimitSpec("day", amount, LimitWindow.Calendar.DAY, LimitScope.KEY, true);
    }
}
