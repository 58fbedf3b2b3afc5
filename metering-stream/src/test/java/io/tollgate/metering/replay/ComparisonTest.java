package io.tollgate.metering.replay;

import static io.tollgate.metering.replay.Batches.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.metering.UsageSpan;
import io.tollgate.metering.UsageTally;
import io.tollgate.metering.replay.Comparison.Tables;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.UsageWindow;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonTest {
    private static final UsageSpan MINUTE =
            UsageSpan.holding(UsageWindow.MINUTE, NOON.toEpochMilli());

    private final Tables tables =
            new Tables(
                    new MemoryWindows(),
                    new MemoryWindows(),
                    new MemoryWindows(),
                    new MemoryWindows());

    @Test
    void findsNothingWhereUsageIsWhatRequestsAddUpTo() {
        tables.before().put(usage("key_1", 5));
        tables.recounted().put(usage("key_1", 5));

        assertThat(compare().differences()).isEmpty();
        assertThat(compare().totals())
                .containsExactly(new WindowTotals(UsageWindow.MINUTE, 1, 0, 5, 5, 0, 0, 0));
        assertThat(compare().lacksSomething()).isFalse();
    }

    @Test
    void takesWhatMeteringWroteMeanwhileForCounted() {
        tables.before().put(usage("key_1", 3));
        tables.after().put(usage("key_1", 8));
        tables.recounted().put(usage("key_1", 5));

        assertThat(compare().totals())
                .containsExactly(new WindowTotals(UsageWindow.MINUTE, 1, 0, 5, 5, 0, 0, 0));
    }

    @Test
    void takesWhatMeteringHasNotReadForInFlight() {
        tables.before().put(usage("key_1", 3));
        tables.recounted().put(usage("key_1", 5));
        tables.unread().put(usage("key_1", 2));

        assertThat(compare().totals())
                .containsExactly(new WindowTotals(UsageWindow.MINUTE, 1, 0, 5, 3, 2, 0, 0));
        assertThat(compare().lacksSomething()).isTrue();
    }

    @Test
    void findsWhatUsageLacksAndWhatItHasTooMuch() {
        tables.before().put(usage("key_1", 3));
        tables.recounted().put(usage("key_1", 5));
        tables.before().put(usage("key_2", 7));
        tables.recounted().put(usage("key_2", 6));
        tables.before().put(usage("key_3", 1));
        tables.recounted().put(usage("key_4", 1));

        Comparison comparison = compare();

        assertThat(comparison.totals())
                .containsExactly(new WindowTotals(UsageWindow.MINUTE, 4, 4, 12, 11, 0, 3, 2));
        assertThat(comparison.differences())
                .extracting(difference -> difference.key().keyId())
                .containsExactly("key_1", "key_2", "key_3", "key_4");
        assertThat(comparison.differences().getFirst().requests())
                .isEqualTo(new Difference("requests", 3, 5));
        assertThat(comparison.differences().getFirst().fields())
                .extracting(Difference::field)
                .contains(
                        "requests", "cost", "outcomes.ADMITTED", "routes.all.cost", "statuses.2xx");
    }

    @Test
    void leavesOutWhatCannotBeCountedAgain() {
        tables.before().put(usage("key_1", 3));

        var comparison = Comparison.of(tables, _ -> false);

        assertThat(comparison.totals()).isEmpty();
        assertThat(comparison.notCompared()).isEqualTo(1);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void addsUpWhateverUsageSays(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            String key = "key_" + i;
            long first = random.nextInt(10);
            tables.before().put(usage(key, first));
            tables.after().put(usage(key, first + random.nextInt(5)));
            tables.recounted().put(usage(key, random.nextInt(15)));
            tables.unread().put(usage(key, random.nextInt(3)));
        }

        Comparison comparison = compare();

        // The record itself refuses sums that do not add up.
        assertThat(comparison.totals())
                .as("seed %d", seed)
                .singleElement()
                .satisfies(total -> assertThat(total.windows()).isEqualTo(100))
                .satisfies(total ->
                        assertThat(total.different()).isEqualTo(comparison.differences().size()));
    }

    private Comparison compare() {
        return Comparison.of(tables, _ -> true);
    }

    private static Usage usage(String key, long requests) {
        var tally = new UsageTally(key);
        for (long i = 0; i < requests; i++) {
            tally.add(Batches.event(i, NOON, key), Batches.OWNER, false);
        }
        return tally.toUsage(MINUTE, 1, false, NOON);
    }
}
