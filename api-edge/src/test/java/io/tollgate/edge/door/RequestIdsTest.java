package io.tollgate.edge.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {
    @Test
    void areThirtyTwoHexDigitsAndNeverTheSameOnAnyThread() {
        var seeds = new AtomicInteger();
        var ids = new RequestIds(() -> Doors.random(seeds.incrementAndGet()));
        var seen = ConcurrentHashMap.<String>newKeySet();

        IntStream.range(0, 20_000)
                .parallel()
                .forEach(_ -> assertThat(seen.add(ids.next())).isTrue());

        assertThat(seen).allMatch(id -> id.matches("[0-9a-f]{32}"));
    }

    @Test
    void makeTraceParentsThatAreValid() {
        var ids = new RequestIds(() -> Doors.random(5));

        assertThat(TraceContext.isValid(List.of(TraceContext.fresh(ids)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                ""
            })
    void doNotTakeForATraceParentWhatIsNone(String parent) {
        assertThat(TraceContext.isValid(List.of(parent))).isFalse();
        assertThat(TraceContext.isValid(List.of())).isFalse();
    }

    @Test
    void tellPathsApartWithoutTellingThem() {
        assertThat(PathHash.of("/a")).isEqualTo("6a50dc8584134c7d");
    }
}
