package io.tollgate.metering;

import static io.tollgate.metering.MeteringBench.NOON;
import static io.tollgate.metering.Requests.KEY;
import static io.tollgate.metering.Requests.OWNER;
import static io.tollgate.metering.Requests.admitted;
import static io.tollgate.metering.Requests.batch;
import static io.tollgate.metering.Requests.perMinute;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.DistributionSummary;
import io.tollgate.schemas.Charge;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.ThrottleKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThrottleTopologyTest {
    private static final Duration TICK = ThrottleStep.TICK;
    private static final Charge TEN = perMinute(10, NOON);

    @TempDir Path state;
    private MeteringBench bench;

    @BeforeEach
    void open() {
        bench = new MeteringBench(state.resolve("one"));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void use(String edge, long first, long number, Charge charge) {
        List<RequestEvent> events =
                LongStream.range(first, first + number)
                        .mapToObj(sequence -> admitted(sequence, bench.now(), charge))
                        .toList();
        bench.send(batch(edge, first, events));
    }

    @Test
    void tellsWhatWasUsedOnceAnEdgeHasHalfItsShare() {
        bench.heartbeats("a", "b");
        use("a", 0, 2, TEN);
        bench.advance(TICK);
        assertThat(bench.views()).isEmpty();

        use("a", 2, 1, TEN);
        bench.advance(TICK);

        Throttle view = bench.views().getFirst();
        assertThat(view.getSubject()).isEqualTo(KEY);
        assertThat(view.getLimit()).isEqualTo("minute");
        assertThat(view.getTotal()).isEqualTo(3);
        assertThat(view.getAmount()).isEqualTo(10);
        assertThat(view.getEdges()).isEqualTo(1);
        assertThat(view.getOffset()).isEqualTo(2);
        assertThat(view.getWindowStart()).isEqualTo(NOON);
    }

    @Test
    void tellsAtOnceThatALimitIsUsedUp() {
        use("a", 0, 10, TEN);
        bench.advance(TICK);

        assertThat(bench.views()).singleElement().extracting(Throttle::getTotal).isEqualTo(10L);
    }

    @Test
    void countsAKeyThatSucceedsAnotherTogetherWithIt() {
        use("a", 0, 6, TEN);
        List<RequestEvent> successor =
                LongStream.range(6, 10)
                        .mapToObj(sequence ->
                                Requests.event(sequence, bench.now())
                                        .setKeyId("key_2")
                                        .setLimitSubject(KEY)
                                        .setCharges(List.of(TEN))
                                        .build())
                        .toList();
        bench.send(batch("a", 6, successor));
        bench.advance(TICK);

        assertThat(bench.views())
                .last()
                .extracting(Throttle::getSubject, Throttle::getTotal)
                .containsExactly(KEY, 10L);
    }

    @Test
    void saysNothingOfAKeyThatIsFarBelowItsLimit() {
        bench.heartbeats("a", "b", "c");
        Charge thousand = perMinute(1_000, NOON);
        for (int second = 0; second < 50; second++) {
            use("a", second, 1, thousand);
            bench.advance(Duration.ofSeconds(1));
        }

        assertThat(bench.views()).isEmpty();
    }

    @Test
    void tellsOnceInATickHoweverManyBatchesCome() {
        for (int i = 0; i < 8; i++) {
            use("a", i, 1, TEN);
        }
        bench.advance(TICK);

        assertThat(bench.views()).singleElement().extracting(Throttle::getTotal).isEqualTo(8L);
    }

    @Test
    void tellsTheLastWordOfAMostlyUsedLimitWithinATenthOfASecond() {
        Charge hundred = perMinute(100, NOON);
        use("a", 0, 60, hundred);
        bench.advance(TICK);
        bench.views();

        use("a", 60, 1, hundred);
        bench.advance(TICK);
        assertThat(bench.views()).isEmpty();
        bench.advance(Duration.ofMillis(90));

        assertThat(bench.views()).singleElement().extracting(Throttle::getTotal).isEqualTo(61L);
        bench.advance(Duration.ofSeconds(1));
        assertThat(bench.views()).isEmpty();
    }

    @Test
    void countsTheKeysOfAnOwnerTogether() {
        var charge =
                new Charge("all", LimitScope.OWNER, LimitKind.QUOTA, "P1D", midnight(), 4L, 1L);
        bench.send(
                batch(
                        0,
                        admitted(0, NOON, charge),
                        Requests.event(1, NOON)
                                .setKeyId("key_2")
                                .setCharges(List.of(charge))
                                .build()));
        bench.advance(TICK);

        Throttle view = bench.views().getFirst();
        assertThat(view.getSubject()).isEqualTo(OWNER);
        assertThat(view.getTotal()).isEqualTo(2);
    }

    @Test
    void carriesTheWindowBeforeAndTheEdgesOfBoth() {
        use("a", 0, 8, TEN);
        bench.advance(Duration.ofMinutes(1));
        bench.views();

        use("b", 0, 3, perMinute(10, NOON.plusSeconds(60)));
        bench.advance(TICK);

        Throttle view = bench.views().getFirst();
        assertThat(view.getPrevious()).isEqualTo(8);
        assertThat(view.getTotal()).isEqualTo(3);
        assertThat(view.getEdges()).isEqualTo(2);
    }

    @Test
    void letsAChargeThatComesLateCorrectTheWindowBefore() {
        use("a", 0, 8, TEN);
        bench.advance(Duration.ofMinutes(1));
        Charge next = perMinute(10, NOON.plusSeconds(60));
        use("b", 0, 1, next);
        use("a", 8, 1, TEN);
        use("b", 1, 2, next);
        bench.advance(TICK);

        assertThat(bench.views().getLast().getPrevious()).isEqualTo(9);
    }

    @Test
    void putsAWindowFromTheFutureWhereTheBrokersTimeIs() {
        use("a", 0, 10, perMinute(10, NOON.plus(Duration.ofHours(1))));
        bench.advance(TICK);

        assertThat(bench.views().getFirst().getWindowStart()).isEqualTo(NOON);
    }

    @Test
    void tellsFourTimesASecondHowFarItHasCounted() {
        use("a", 0, 1, TEN);
        bench.throttles();
        for (int i = 0; i < 10; i++) {
            bench.advance(ThrottleStep.WATERMARK_EVERY);
        }

        List<Throttle> watermarks = bench.throttles(ThrottleKind.WATERMARK);
        assertThat(watermarks).hasSize(10);
        assertThat(watermarks.getLast().getOffset()).isEqualTo(1);
        assertThat(watermarks.getLast().getPartition()).isZero();
    }

    @Test
    void tellsAgainWhatIsMostlyUsedAfterAFailover() {
        use("a", 0, 6, TEN);
        bench.advance(TICK);
        use("a", 6, 1, TEN);

        try (var next = new MeteringBench(state.resolve("two"), bench.now())) {
            next.restore(bench, StoreNames.LIMITS, StoreNames.PROGRESS);
            next.advance(TICK);

            Throttle view = next.views().getFirst();
            assertThat(view.getTotal()).isEqualTo(7);
            assertThat(view.getOffset()).isEqualTo(2);
        }
    }

    @Test
    void tellsWithoutWaitingForATickWhenItHasBeenSilentForOne() {
        use("a", 0, 10, TEN);

        assertThat(bench.views()).singleElement().extracting(Throttle::getTotal).isEqualTo(10L);
    }

    @Test
    void tellsLaterWhatCouldNotBeWritten() {
        bench.viewsFlow = false;
        use("a", 0, 10, TEN);
        bench.advance(TICK);
        assertThat(bench.views()).isEmpty();

        bench.viewsFlow = true;
        bench.advance(TICK);

        assertThat(bench.views()).singleElement().extracting(Throttle::getTotal).isEqualTo(10L);
        bench.advance(Duration.ofSeconds(1));
        assertThat(bench.views()).isEmpty();
    }

    @Test
    void forgetsALimitWhenItsWindowsArePast() {
        use("a", 0, 10, TEN);
        bench.advance(TICK);
        bench.advance(Duration.ofMinutes(3));

        assertThat(bench.driver.getKeyValueStore(StoreNames.LIMITS).all().hasNext()).isFalse();
        assertThat(bench.throttles())
                .filteredOn(entry -> entry.value == null)
                .singleElement()
                .extracting(entry -> entry.key)
                .isEqualTo(KEY + "|minute|PT1M");
    }

    @Test
    void countsLimitsOfOneNameAndDifferentWindowsApart() {
        Charge daily =
                Charge.newBuilder(TEN)
                        .setKind(LimitKind.QUOTA)
                        .setWindow("P1D")
                        .setWindowStart(midnight())
                        .build();
        for (int i = 0; i < 8; i++) {
            use("a", 2L * i, 1, TEN);
            use("a", 2L * i + 1, 1, daily);
        }
        bench.advance(Duration.ofMillis(100));

        List<Throttle> views = bench.views();
        assertThat(views)
                .filteredOn(view -> view.getWindow().equals("PT1M"))
                .last()
                .extracting(Throttle::getTotal)
                .isEqualTo(8L);
        assertThat(views)
                .filteredOn(view -> view.getWindow().equals("P1D"))
                .last()
                .extracting(Throttle::getTotal)
                .isEqualTo(8L);
    }

    @Test
    void goesOnWithWhatAnEarlierVersionCountedUnderItsShorterName() {
        use("a", 0, 6, TEN);
        bench.advance(TICK);
        KeyValueStore<String, LimitCounter> limits =
                bench.driver.getKeyValueStore(StoreNames.LIMITS);
        limits.put(KEY + "|minute", limits.delete(KEY + "|minute|PT1M"));
        bench.throttles();

        use("a", 6, 3, TEN);
        bench.advance(TICK);

        List<KeyValue<String, @Nullable Throttle>> told = bench.throttles();
        assertThat(told)
                .filteredOn(entry -> entry.key.equals(KEY + "|minute"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.value).isNull());
        assertThat(told)
                .filteredOn(entry -> entry.key.equals(KEY + "|minute|PT1M"))
                .last()
                .satisfies(entry ->
                        assertThat(entry.value)
                                .isNotNull()
                                .extracting(Throttle::getTotal)
                                .isEqualTo(9L));
        assertThat(limits.get(KEY + "|minute")).isNull();
    }

    @Test
    void mindsTheSmallestAmountThatWasChargedSinceTheLastView() {
        bench.heartbeats("a", "b");
        Charge large = perMinute(10_000, NOON);
        use("a", 0, 5, TEN);
        use("a", 5, 1, large);
        bench.advance(TICK);

        assertThat(bench.views()).isNotEmpty();
    }

    @Test
    void measuresHowFarALimitWasPassedWhenItsWindowIsOver() {
        use("a", 0, 12, TEN);
        bench.advance(Duration.ofMinutes(1));
        use("b", 0, 1, perMinute(10, NOON.plusSeconds(60)));
        bench.advance(Duration.ofMinutes(4));

        DistributionSummary measured =
                bench.registry.get("tollgate.metering.limit.over.admission").summary();
        assertThat(measured.count()).isEqualTo(2);
        assertThat(measured.max()).isEqualTo(20.0);
        assertThat(bench.registry.get("tollgate.metering.limit.over.admitted").counter().count())
                .isEqualTo(2.0);
    }

    private static Instant midnight() {
        return Instant.parse("2026-11-22T00:00:00Z");
    }
}
