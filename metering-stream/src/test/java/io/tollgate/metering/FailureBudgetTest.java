package io.tollgate.metering;

import static io.tollgate.metering.MeteringBench.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FailureBudgetTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final FailureBudget budget = new FailureBudget(2, Duration.ofMinutes(1), now::get);

    @Test
    void bearsSomeFailuresAndNotOneMore() {
        assertThat(budget.bear()).isTrue();
        assertThat(budget.bear()).isTrue();
        assertThat(budget.bear()).isFalse();
    }

    @Test
    void forgetsWhatIsLongAgo() {
        budget.bear();
        budget.bear();
        now.set(NOON.plusSeconds(61));

        assertThat(budget.bear()).isTrue();
    }
}
