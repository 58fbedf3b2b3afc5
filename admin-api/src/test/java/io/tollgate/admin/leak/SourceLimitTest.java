package io.tollgate.admin.leak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SourceLimitTest {
    private long now = Long.MAX_VALUE - 1_000;
    private final SourceLimit limit = new SourceLimit(10, () -> now);

    @Test
    void letsASourceDoSoMuchInAMinuteAndThenItsShare() {
        for (int i = 0; i < 10; i++) {
            assertThat(limit.count("a")).isEmpty();
        }
        assertThat(limit.count("a")).isEqualTo(OptionalLong.of(Duration.ofSeconds(6).toNanos()));
        assertThat(limit.count("b")).isEmpty();

        now += Duration.ofSeconds(6).toNanos() - 1;
        assertThat(limit.count("a")).isEqualTo(OptionalLong.of(1));
        now += 1;
        assertThat(limit.count("a")).isEmpty();
        assertThat(limit.count("a")).isPresent();
    }

    @Test
    void givesBackAllAfterAMinute() {
        for (int i = 0; i < 10; i++) {
            limit.count("a");
        }
        now += Duration.ofMinutes(1).toNanos();
        for (int i = 0; i < 10; i++) {
            assertThat(limit.count("a")).isEmpty();
        }
        assertThat(limit.count("a")).isPresent();
    }

    @Test
    void remembersOnlySoMany() {
        for (int i = 0; i < 100_000; i++) {
            limit.count("source " + i);
        }
        assertThat(limit.remembered()).isEqualTo(20_000);
    }
}
