package io.tollgate.edge.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FreshnessTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final Freshness freshness = new Freshness(nanos::get, Duration.ofMinutes(5));

    @Test
    void isStaleUntilAnythingIsKnown() {
        assertThat(freshness.ageMillis()).isEqualTo(-1);
        assertThat(freshness.stale()).isTrue();
    }

    @Test
    void isAsOldAsItsOldestPartition() {
        freshness.completeAsOf("revocations", 0, 0);
        freshness.completeAsOf("keys", 0, 2_000);
        pass(1_000);
        freshness.completeAsOf("revocations", 0, 0);
        assertThat(freshness.ageMillis()).isEqualTo(3_000);

        freshness.completeAsOf("keys", 0, 500);
        assertThat(freshness.ageMillis()).isEqualTo(500);

        freshness.completeAsOf("keys", 0, 60_000);
        assertThat(freshness.ageMillis()).isEqualTo(500);
    }

    @Test
    void becomesStaleWithoutAnyMessage() {
        freshness.completeAsOf("revocations", 0, 0);
        pass(300_000);
        assertThat(freshness.stale()).isFalse();

        pass(1);
        assertThat(freshness.stale()).isTrue();
    }

    @Test
    void makesRequestsWaitAfterAPauseUntilConfirmed() {
        pass(900);
        assertThat(freshness.waitMillis()).isZero();
        freshness.tick();

        pass(1_500);
        assertThat(freshness.waitMillis()).isEqualTo(2_000);
        freshness.tick();
        pass(100);
        freshness.tick();
        assertThat(freshness.waitMillis()).isEqualTo(1_900);

        assertThat(freshness.confirm(freshness.pauses())).isTrue();
        assertThat(freshness.waitMillis()).isZero();
    }

    @Test
    void makesNobodyWaitLongerThanTwoSeconds() {
        pass(1_500);
        assertThat(freshness.waitMillis()).isEqualTo(2_000);

        for (int i = 0; i < 3; i++) {
            pass(700);
            freshness.tick();
        }
        assertThat(freshness.waitMillis()).isZero();
        assertThat(freshness.unconfirmed()).isTrue();
    }

    @Test
    void isNotConfirmedByWhatWasAskedBeforeTheLastPause() {
        pass(1_500);
        freshness.tick();
        long first = freshness.pauses();
        pass(1_500);
        freshness.tick();

        assertThat(freshness.confirm(first)).isFalse();
        assertThat(freshness.waitMillis()).isPositive();
    }

    private void pass(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
