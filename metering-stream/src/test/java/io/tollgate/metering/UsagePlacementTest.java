package io.tollgate.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.UsageWindow;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsagePlacementTest {
    /** No event is ever put into a window that is closed, nor into one that has not begun. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void neverPutsAnEventIntoAClosedWindow(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            long closedUntil = random.nextLong(10_000_000);
            long appendedAt = random.nextLong(10_000_000);
            long at = random.nextLong(appendedAt + 1);
            var placement = new UsagePlacement(Duration.ofMinutes(10), closedUntil);

            var place = placement.place(at, appendedAt);

            assertThat(place.minute().endMillis())
                    .as("seed %d: at %d, appended %d, closed %d", seed, at, appendedAt, closedUntil)
                    .isGreaterThan(closedUntil);
            if (!place.late()) {
                assertThat(place.minute()).isEqualTo(UsageSpan.holding(UsageWindow.MINUTE, at));
            }
        }
    }
}
