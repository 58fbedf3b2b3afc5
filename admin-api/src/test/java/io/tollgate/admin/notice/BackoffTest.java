package io.tollgate.admin.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void eachWaitIsFourTimesTheOneBeforeMoreOrLess() {
        var backoff = new Backoff(new Random(1));
        long[] seconds = {5, 20, 80, 320, 1_280, 5_120, 20_480, 43_200, 43_200};
        for (int attempts = 1; attempts <= seconds.length; attempts++) {
            for (int i = 0; i < 200; i++) {
                assertThat(backoff.after(attempts).toMillis())
                        .as("after %d attempts", attempts)
                        .isBetween(seconds[attempts - 1] * 750, seconds[attempts - 1] * 1_250);
            }
        }
        assertThat(backoff.after(10_000)).isLessThan(Duration.ofHours(16));
    }

    @Test
    void thoseWhoFailTogetherDoNotComeBackTogether() {
        var backoff = new Backoff(new Random(2));

        assertThat(Stream.generate(() -> backoff.after(3)).limit(100).distinct())
                .hasSizeGreaterThan(90);
    }
}
