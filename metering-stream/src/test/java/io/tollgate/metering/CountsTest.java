package io.tollgate.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class CountsTest {
    private static final List<String> NAMES = List.of("ADMITTED", "LIMITED", "STALE", "", "2xx");

    @Test
    void whatIsNotCountedIsNotThere() {
        var counts = new Counts();

        assertThat(counts).isEmpty();
        assertThat(counts.get("ADMITTED")).isNull();
    }

    @RepeatedTest(50)
    void countsAsATreeWould(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var counts = new Counts();
        var more = new Counts();
        Map<String, Long> expected = new TreeMap<>();
        for (int i = random.nextInt(40); i > 0; i--) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            long count = random.nextInt(1_000);
            (random.nextBoolean() ? counts : more).add(name, count);
            expected.merge(name, count, Long::sum);
        }
        counts.addAll(random.nextBoolean() ? more : new TreeMap<>(more));

        assertThat(counts).isEqualTo(expected);
        assertThat(List.copyOf(counts.keySet())).isEqualTo(List.copyOf(expected.keySet()));
    }
}
