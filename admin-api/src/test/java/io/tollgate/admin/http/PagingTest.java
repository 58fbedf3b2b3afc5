package io.tollgate.admin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagingTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void partsMakeUpTheWholeWhateverTheirSize(long seed) {
        var random = new Random(seed);
        int count = random.nextInt(200);
        List<String> all =
                IntStream.range(0, count)
                        .mapToObj(i -> "item-" + random.nextInt(100_000))
                        .distinct()
                        .toList();
        int limit = 1 + random.nextInt(20);

        var collected = new ArrayList<String>();
        @Nullable String cursor = null;
        do {
            Page<String> page = paging(limit, cursor).rising(all.stream(), item -> item);
            assertThat(page.items()).as("seed %d", seed).hasSizeLessThanOrEqualTo(limit);
            collected.addAll(page.items());
            cursor = page.next();
        } while (cursor != null);

        assertThat(collected).as("seed %d", seed).isEqualTo(all.stream().sorted().toList());
    }

    @Test
    void showsTheNewestFirstWhereItIsFalling() {
        Page<String> first = paging(2, null).falling(List.of("a", "c", "b").stream(), i -> i);
        Page<String> second =
                paging(2, first.next()).falling(List.of("a", "c", "b").stream(), i -> i);

        assertThat(first.items()).containsExactly("c", "b");
        assertThat(second.items()).containsExactly("a");
        assertThat(second.next()).isNull();
    }

    @Test
    void goesOnWhereItWasThoughTheListChanged() {
        Page<String> first = paging(1, null).rising(List.of("a", "c").stream(), i -> i);

        assertThat(paging(5, first.next()).rising(List.of("b", "c").stream(), i -> i).items())
                .containsExactly("b", "c");
    }

    @Test
    void namesWhatIsWrongWithAQuery() {
        var query =
                new Query(
                        Map.of(
                                "limit", List.of("0"),
                                "cursor", List.of("%%%"),
                                "colour", List.of("red")));
        Paging.of(query);

        assertThatThrownBy(query::check)
                .hasMessageContaining("limit: must be a whole number from 1 to 1000")
                .hasMessageContaining("cursor: must be the value of next")
                .hasMessageContaining("colour: is not a parameter here; there are cursor, limit");
    }

    @Test
    void refusesAMemberThatIsGivenTwice() {
        var query = new Query(Map.of("limit", List.of("1", "2")));
        Paging.of(query);

        assertThatThrownBy(query::check).hasMessageContaining("limit: is given 2 times");
    }

    private static Paging paging(int limit, @Nullable String cursor) {
        var members = new HashMap<String, List<String>>();
        members.put("limit", List.of(String.valueOf(limit)));
        if (cursor != null) {
            members.put("cursor", List.of(cursor));
        }
        return Paging.of(new Query(members));
    }
}
