package io.tollgate.edge.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.edge.table.CompiledRoute;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamChoiceTest {
    private static final URI ONE = URI.create("http://one:1");
    private static final URI TWO = URI.create("http://two:2");
    private static final URI THREE = URI.create("https://three");
    private static final CompiledRoute ROUTE =
            Doors.route(UnaryOperator.identity(), ONE, TWO, THREE);

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void takesThemInTurn() {
        var choice = choice("*");

        assertThat(List.of(next(choice), next(choice), next(choice), next(choice)))
                .containsExactly(ONE, TWO, THREE, ONE);
    }

    @Test
    void leavesOutForFiveSecondsWhatCouldNotBeReached() {
        var choice = choice("*");
        choice.unreachable(TWO);

        assertThat(List.of(next(choice), next(choice), next(choice)))
                .containsExactly(ONE, THREE, THREE);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
        assertThat(List.of(next(choice), next(choice))).containsExactly(ONE, TWO);
    }

    @Test
    void letsOneRequestTryAgainAndAllOnceItHasAnswered() {
        var choice = choice("*");
        choice.unreachable(TWO);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));

        assertThat(nexts(choice, 6)).containsOnlyOnce(TWO);
        choice.answered(TWO);
        assertThat(nexts(choice, 6)).contains(TWO, TWO);
    }

    @Test
    void leavesOutWhatHasFailedThreeTimesOnEnd() {
        var choice = choice("*");
        choice.failed(TWO);
        choice.failed(TWO);
        choice.answered(TWO);
        choice.failed(TWO);
        choice.failed(TWO);
        assertThat(nexts(choice, 3)).contains(TWO);

        choice.failed(TWO);
        assertThat(nexts(choice, 6)).doesNotContain(TWO);
    }

    private static List<URI> nexts(UpstreamChoice choice, int number) {
        return IntStream.range(0, number).mapToObj(_ -> next(choice)).toList();
    }

    @Test
    void triesThemAllTheSameWhenNoneCouldBeReached() {
        var choice = choice("*");
        List.of(ONE, TWO, THREE).forEach(choice::unreachable);

        assertThat(next(choice)).isEqualTo(ONE);
    }

    @Test
    void neverGoesWhereItMayNot() {
        var choice = choice("two");

        assertThat(List.of(next(choice), next(choice))).containsExactly(TWO, TWO);
        assertThat(choice("four").next(ROUTE)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "*,http://any:1,true",
        "*:443,https://any,true",
        "*:443,http://any,false",
        "api,http://api:8080,true",
        "api:8080,http://API:8080,true",
        "api:8080,http://api:8081,false",
        "api:80,http://api,true",
        "*.example.com,http://a.example.com,true",
        "*.example.com,http://a.b.example.com,true",
        "*.example.com,http://example.com,false",
        "*.example.com,http://badexample.com,false",
        "[::1],http://[::1]:9,true",
        "[::1]:9,http://[::1]:9,true",
        "[::1]:8,http://[::1]:9,false",
        "localhost,http://localhost.evil,false"
    })
    void readsPatterns(String pattern, URI upstream, boolean permitted) {
        assertThat(new AllowedUpstreams(List.of(pattern)).permits(upstream)).isEqualTo(permitted);
    }

    private UpstreamChoice choice(String allowed) {
        return new UpstreamChoice(new AllowedUpstreams(List.of(allowed)), nanos::get);
    }

    private static URI next(UpstreamChoice choice) {
        return Objects.requireNonNull(choice.next(ROUTE));
    }
}
