package io.tollgate.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.LimitKind;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitWindowTest {
    private static long millis(String time) {
        return Instant.parse(time).toEpochMilli();
    }

    @Test
    void followsTheCalendarInMonths() {
        LimitWindow month = LimitWindow.parse(LimitKind.QUOTA, "P1M").orElseThrow();
        long march = millis("2026-03-01T00:00:00Z");

        assertThat(month.startOf(millis("2026-03-31T23:59:59Z"))).isEqualTo(march);
        assertThat(month.before(march)).isEqualTo(millis("2026-02-01T00:00:00Z"));
        assertThat(month.next(march)).isEqualTo(millis("2026-04-01T00:00:00Z"));
        assertThat(month.carried(100, march, march)).isZero();
    }

    @Test
    void letsTheWindowBeforeFadeAndRoundsUp() {
        LimitWindow minute = LimitWindow.parse(LimitKind.RATE, "PT1M").orElseThrow();

        assertThat(minute.carried(10, 0, 0)).isEqualTo(10);
        assertThat(minute.carried(10, 0, 30_000)).isEqualTo(5);
        assertThat(minute.carried(10, 0, 30_001)).isEqualTo(5);
        assertThat(minute.carried(10, 0, 59_999)).isEqualTo(1);
        assertThat(minute.carried(10, 0, 60_000)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"RATE,P1M", "RATE,PT0S", "QUOTA,P2D", "QUOTA,PT1H", "UNKNOWN,PT1M", "RATE,minute"})
    void knowsNoOtherWindows(LimitKind kind, String window) {
        assertThat(LimitWindow.parse(kind, window)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"RATE,PT1S", "RATE,PT7M", "RATE,PT1H", "QUOTA,P1D", "QUOTA,P1M"})
    void windowsFollowEachOtherWithoutHoles(LimitKind kind, String text) {
        LimitWindow window = LimitWindow.parse(kind, text).orElseThrow();
        var random = new Random(text.hashCode());
        for (int i = 0; i < 500; i++) {
            long time = random.nextLong(millis("2100-01-01T00:00:00Z"));
            long start = window.startOf(time);
            assertThat(start).as("%s at %d", text, time).isLessThanOrEqualTo(time);
            assertThat(window.next(start)).as("%s at %d", text, time).isGreaterThan(time);
            assertThat(window.before(window.next(start))).isEqualTo(start);
            assertThat(window.startOf(start)).isEqualTo(start);
        }
    }
}
