package io.tollgate.edge.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParameterTest {
    private static final QueryParameter KEY = new QueryParameter("key");

    @ParameterizedTest
    @CsvSource({
        "key=x, x",
        "a=1&key=x&b=2, x",
        "%6bey=x, x",
        "k%65%79=%41b, Ab",
        "key=a=b, a=b",
        "key=a%26b, a&b",
        "key, ''",
        "key=, ''",
    })
    void findsItsValueHoweverItIsEscaped(String query, String value) {
        assertThat(KEY.valuesIn(query)).containsExactly(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&", "keys=x", "Key=x", "a=key", "ke%zz=x", "xkey=1", "=key"})
    void takesNothingElseForIt(String query) {
        assertThat(KEY.valuesIn(query)).isEmpty();
        assertThat(KEY.removedFrom(query)).isEqualTo(query);
    }

    @Test
    void findsEveryValue() {
        assertThat(KEY.valuesIn("key=a&key=%&%6Bey=b")).isEqualTo(Arrays.asList("a", null, "b"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "nothing",
            value = {
                "key=x, nothing",
                "key=x&, nothing",
                "key=x&a=1, a=1",
                "a=1&key=x, a=1",
                "a=1&key=x&b=2, a=1&b=2",
                "a=%41&%6bey=x&&b, a=%41&&b",
                "key&key=%&a, a",
            })
    void leavesTheRestAsItWas(String query, String rest) {
        assertThat(KEY.removedFrom(query)).isEqualTo(rest);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void removesItWhereverItStands(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            var others = new ArrayList<String>();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                others.add("p" + random.nextInt(9) + "=" + "%2" + random.nextInt(9) + "+;");
            }
            var all = new ArrayList<>(others);
            var written = List.of("key=1", "%6bey=2", "k%65y", "ke%79=%");
            for (int n = random.nextInt(4); n > 0; n--) {
                all.add(random.nextInt(all.size() + 1), written.get(random.nextInt(4)));
            }

            assertThat(KEY.removedFrom(String.join("&", all)))
                    .as("seed %d, round %d", seed, i)
                    .isEqualTo(String.join("&", others));
        }
    }
}
