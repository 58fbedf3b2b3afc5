package io.tollgate.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.Charge;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewUrgencyTest {
    private static Charge charge(long amount, long cost) {
        return new Charge(
                "day", LimitScope.KEY, LimitKind.QUOTA, "P1D", Instant.EPOCH, amount, cost);
    }

    private static LimitCounter counter(long amount) {
        var window = LimitWindow.parse(LimitKind.QUOTA, "P1D").orElseThrow();
        return new LimitCounter("key_1", "acme", charge(amount, 0), window);
    }

    private static void publish(LimitCounter counter) {
        counter.publish(0, 0, "test", Instant.EPOCH);
    }

    @Test
    void reckonsWithTheFleetWhileThereIsNoView() {
        LimitCounter counter = counter(100);
        counter.count("a", 0, charge(100, 9));
        assertThat(ViewUrgency.of(counter, 5, 0)).isEqualTo(ViewUrgency.NEVER);

        counter.count("a", 0, charge(100, 1));
        assertThat(ViewUrgency.of(counter, 5, 0)).isEqualTo(ViewUrgency.NOW);
    }

    @Test
    void countsInAnEdgeThatAViewLeftOutAtOnce() {
        LimitCounter counter = counter(1_000);
        counter.count("a", 0, charge(1_000, 1));
        publish(counter);
        counter.count("a", 0, charge(1_000, 1));
        assertThat(ViewUrgency.of(counter, 2, 0)).isEqualTo(ViewUrgency.NEVER);

        counter.count("b", 0, charge(1_000, 1));

        assertThat(ViewUrgency.of(counter, 2, 0)).isEqualTo(ViewUrgency.NOW);
    }

    @Test
    void hasNothingToSayWhenNothingWasCounted() {
        LimitCounter counter = counter(1);
        counter.count("a", 0, charge(1, 1));
        publish(counter);

        assertThat(ViewUrgency.of(counter, 1, 0)).isEqualTo(ViewUrgency.NEVER);
    }

    /** Whatever is counted: after the rule has had its say, nobody is past half a share unseen. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void neverLetsAnEdgeGetHalfItsShareAheadOfTheView(long seed) {
        var random = new Random(seed);
        long amount = 1 + random.nextLong(2_000);
        int edges = 1 + random.nextInt(8);
        LimitCounter counter = counter(amount);
        Map<String, Long> unseen = new HashMap<>();
        long total = 0;
        long viewTotal = 0;
        long sharers = edges;
        Set<String> users = new HashSet<>();
        for (int i = 0; i < 3_000; i++) {
            String edge = "edge-" + random.nextInt(edges);
            long cost = 1 + random.nextLong(3);
            counter.count(edge, 0, charge(amount, cost));
            total += cost;
            unseen.merge(edge, cost, Long::sum);
            users.add(edge);
            if (ViewUrgency.of(counter, edges, 0) == ViewUrgency.NOW) {
                publish(counter);
                unseen.clear();
                viewTotal = total;
                sharers = users.size();
            }
            long share = Math.max(0, amount - viewTotal) / sharers;
            for (long ahead : unseen.values()) {
                assertThat(2 * ahead)
                        .as(
                                "seed %d, step %d: total %d of %d, view %d",
                                seed, i, total, amount, viewTotal)
                        .isLessThan(Math.max(1, share));
            }
            if (total >= amount) {
                assertThat(unseen).as("seed %d, step %d: used up", seed, i).isEmpty();
            }
        }
    }
}
