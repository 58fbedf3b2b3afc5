package io.tollgate.admin.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.LimitKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitBodyTest {
    @ParameterizedTest
    @CsvSource({
        "PT1S, PT1S",
        "PT60S, PT1M",
        "PT1M, PT1M",
        "PT1H, PT1H",
        "PT60M, PT1H",
        "pt5s, PT5S"
    })
    void writesARateWindowInOneForm(String given, String kept) {
        assertThat(LimitBody.window(LimitKind.RATE, given)).contains(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.5S", "PT1.5S", "PT61M", "P1D", "1m", "-PT1M", ""})
    void refusesARateWindowThatEdgesCantCount(String given) {
        assertThat(LimitBody.window(LimitKind.RATE, given)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT24H", "P2D", "P1W", "P1Y", "PT1M", ""})
    void aQuotaFollowsTheCalendarByDayOrMonthOnly(String given) {
        assertThat(LimitBody.window(LimitKind.QUOTA, given)).isEmpty();
    }

    @Test
    void takesADayAndAMonth() {
        assertThat(LimitBody.window(LimitKind.QUOTA, "P1D")).contains("P1D");
        assertThat(LimitBody.window(LimitKind.QUOTA, "P1M")).contains("P1M");
    }
}
