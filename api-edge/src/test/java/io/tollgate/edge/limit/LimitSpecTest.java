package io.tollgate.edge.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.LimitScope;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LimitSpecTest {
    private static final LimitWindow MINUTE = new LimitWindow.Sliding(Duration.ofMinutes(1));

    @Test
    void aRateIsLoweredToAPartOfItsAmountAndNothingElseOfItChanges() {
        assertThat(rate(10).lowered(25, 1)).isEqualTo(rate(2));
        assertThat(rate(199).lowered(50, 1)).isEqualTo(rate(99));
        assertThat(rate(10).lowered(100, 1)).isEqualTo(rate(10));
        assertThat(rate(Long.MAX_VALUE).lowered(99, 1).amount())
                .isEqualTo(Long.MAX_VALUE / 100 * 99 + 7 * 99 / 100);
    }

    @Test
    void oneRequestAlwaysFits() {
        assertThat(rate(3).lowered(1, 1)).isEqualTo(rate(1));
        assertThat(rate(100).lowered(1, 5)).isEqualTo(rate(5));
        assertThat(rate(3).lowered(1, 0)).isEqualTo(rate(1));
    }

    @Test
    void loweringNeverRaises() {
        assertThat(rate(3).lowered(50, 5)).isEqualTo(rate(3));
    }

    @Test
    void aQuotaStaysWhatItIs() {
        var quota = new LimitSpec("day", 100, LimitWindow.Calendar.DAY, LimitScope.OWNER, true);

        assertThat(quota.lowered(25, 1)).isEqualTo(quota);
    }

    private static LimitSpec rate(long amount) {
        return new LimitSpec("rate", amount, MINUTE, LimitScope.KEY, true);
    }
}
