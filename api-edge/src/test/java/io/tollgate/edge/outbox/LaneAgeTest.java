package io.tollgate.edge.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneAgeTest {
    private static final long MILLI = 1_000_000;

    private final LaneAge age = new LaneAge();

    @Test
    void saysThatNothingWaitsUntilSomethingDoes() {
        assertThat(age.oldestNanos()).isEqualTo(LaneAge.NOTHING_WAITS);
        age.appended(0, 3, 5);
        age.acknowledged(3);
        assertThat(age.oldestNanos()).isEqualTo(LaneAge.NOTHING_WAITS);
    }

    @Test
    void movesUpWithWhatIsAcknowledged() {
        age.appended(0, 10, 0);
        age.appended(10, 20, 100 * MILLI);
        age.appended(20, 30, 200 * MILLI);

        age.acknowledged(9);
        assertThat(age.oldestNanos()).isZero();
        age.acknowledged(10);
        assertThat(age.oldestNanos()).isEqualTo(100 * MILLI);
        age.acknowledged(25);
        assertThat(age.oldestNanos()).isEqualTo(200 * MILLI);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void neverSaysTooShortAndSeldomMuchTooLong(long seed) {
        var random = new Random(seed);
        var appendedAt = new ArrayList<Long>();
        long now = 0;
        int acknowledged = 0;
        for (int step = 0; step < 20_000; step++) {
            now += random.nextLong(4 * MILLI);
            int first = appendedAt.size();
            for (int i = 0; i < 1 + random.nextInt(3); i++) {
                appendedAt.add(now);
            }
            age.appended(first, appendedAt.size(), now);
            if (random.nextInt(100) == 0) {
                acknowledged += random.nextInt(appendedAt.size() - acknowledged);
                age.acknowledged(acknowledged);
            }
            long real = appendedAt.get(acknowledged);
            assertThat(age.oldestNanos())
                    .as("seed %s, step %s", seed, step)
                    .isLessThanOrEqualTo(real)
                    .isGreaterThanOrEqualTo(real - 10 * MILLI - (now - real) / 10 - now / 50);
        }
    }
}
