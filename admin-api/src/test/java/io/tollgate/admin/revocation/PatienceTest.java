package io.tollgate.admin.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait=5 | PT5S | wait=5",
                "wait=0 | PT0S | wait=0",
                "wait=100 | PT30S | wait=30",
                "respond-async, wait=2 | PT2S | wait=2",
                "wait=\"3\"; x=y | PT3S | wait=3",
                "wait=soon | PT1S | ''",
                "await=5 | PT1S | ''",
                "'' | PT1S | ''"
            })
    void waitsAsPreferredWithinBounds(String prefer, Duration most, String applied) {
        Patience patience = Patience.parse(List.of(prefer));

        assertThat(patience.most()).isEqualTo(most);
        assertThat(patience.applied().orElse("")).isEqualTo(applied);
    }
}
