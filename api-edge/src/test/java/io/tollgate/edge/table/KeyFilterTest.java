package io.tollgate.edge.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.credentials.KeyHash;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFilterTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void deniesNoneThatWasAddedAndMostOfTheOthers(long seed) {
        var random = new Random(seed);
        var filter = new KeyFilter(10_000);
        var added = new ArrayList<KeyHash>();
        for (int i = 0; i < 10_000; i++) {
            added.add(hash(random));
            filter.add(added.getLast());
        }

        assertThat(added).as("seed %d", seed).allMatch(filter::mayContain);
        int slipped = 0;
        for (int i = 0; i < 10_000; i++) {
            slipped += filter.mayContain(hash(random)) ? 1 : 0;
        }
        assertThat(slipped).as("seed %d", seed).isLessThan(200);
    }

    private static KeyHash hash(Random random) {
        return new KeyHash(
                random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }
}
