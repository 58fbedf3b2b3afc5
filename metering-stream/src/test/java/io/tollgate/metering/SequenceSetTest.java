package io.tollgate.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceSetTest {
    @Test
    void keepsNeighboursAsOneRange() {
        var set = new SequenceSet();
        List.of(3L, 1L, 2L).forEach(set::add);

        assertThat(set.ranges()).containsExactly(new Range(1, 3));
        assertThat(set.add(2)).isFalse();
    }

    @Test
    void tellsTheHoles() {
        var set = SequenceSet.of(List.of(new Range(2, 3), new Range(6, 8)));

        assertThat(set.missingBetween(0, 10))
                .containsExactly(new Range(0, 1), new Range(4, 5), new Range(9, 9));
        assertThat(set.missingBetween(3, 5)).containsExactly(new Range(4, 4));
        assertThat(set.missingBetween(6, 9)).isEmpty();
        assertThat(set.missingBetween(5, 5)).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void agreesWithAPlainSet(long seed) {
        var random = new Random(seed);
        var ours = new SequenceSet();
        Set<Long> plain = new TreeSet<>();
        for (int i = 0; i < 300; i++) {
            long sequence = random.nextLong(200);
            assertThat(ours.add(sequence))
                    .as("seed %d, step %d", seed, i)
                    .isEqualTo(plain.add(sequence));
            long from = random.nextLong(200);
            long to = from + random.nextLong(60);
            assertThat(members(ours.missingBetween(from, to)))
                    .as("seed %d, step %d, holes from %d to %d", seed, i, from, to)
                    .isEqualTo(missing(plain, from, to));
        }
        assertThat(members(ours.ranges())).as("seed %d", seed).isEqualTo(List.copyOf(plain));
        assertThat(SequenceSet.of(ours.ranges()).ranges()).isEqualTo(ours.ranges());
    }

    private static List<Long> missing(Set<Long> plain, long from, long to) {
        var missing = new ArrayList<Long>();
        for (long sequence = from; sequence < to; sequence++) {
            if (!plain.contains(sequence)) {
                missing.add(sequence);
            }
        }
        return missing;
    }

    private static List<Long> members(List<Range> ranges) {
        var members = new ArrayList<Long>();
        for (Range range : ranges) {
            for (long sequence = range.first(); sequence <= range.last(); sequence++) {
                members.add(sequence);
            }
        }
        return members;
    }
}
