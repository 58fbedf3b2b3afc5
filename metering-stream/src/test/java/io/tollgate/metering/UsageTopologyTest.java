package io.tollgate.metering;

import static io.tollgate.metering.MeteringBench.NOON;
import static io.tollgate.metering.MeteringBench.ROUND;
import static io.tollgate.metering.Requests.EDGE;
import static io.tollgate.metering.Requests.KEY;
import static io.tollgate.metering.Requests.OWNER;
import static io.tollgate.metering.Requests.admitted;
import static io.tollgate.metering.Requests.batch;
import static io.tollgate.metering.Requests.event;
import static io.tollgate.metering.Requests.limited;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tollgate.schemas.Gap;
import io.tollgate.schemas.GapState;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.RouteUsage;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.wire.LatencySketch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageTopologyTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

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

    @Test
    void writesMinutesOnceASecondAndHoursAndDaysLessOften() {
        bench.send(batch(0, admitted(0, NOON), admitted(1, NOON), limited(2, NOON, 5)));
        bench.send(batch(3, admitted(3, NOON)));
        assertThat(bench.minutes.isEmpty()).isTrue();

        bench.advance(SECOND);

        var minute = bench.minutes.readKeyValue();
        assertThat(minute.key).isEqualTo(KEY + "|2026-11-22T12:00:00Z");
        assertThat(minute.value.getRequests()).isEqualTo(3);
        assertThat(minute.value.getOutcomes()).isEqualTo(Map.of("ADMITTED", 3L, "LIMITED", 5L));
        assertThat(minute.value.getRoutes().keySet()).containsExactly("all");
        RouteUsage route = Objects.requireNonNull(minute.value.getRoutes().get("all"));
        assertThat(route.getRequests()).isEqualTo(3);
        assertThat(route.getOutcomes()).isEqualTo(Map.of("ADMITTED", 3L, "LIMITED", 5L));
        assertThat(route.getStatuses()).isEqualTo(Map.of("2xx", 3L));
        assertThat(route.getResponseBytes()).isEqualTo(300);
        assertThat(minute.value.getStatuses()).isEqualTo(Map.of("2xx", 3L));
        assertThat(minute.value.getRevision()).isEqualTo(1);
        assertThat(bench.minutes.isEmpty()).isTrue();

        bench.advance(ROUND);

        assertThat(bench.minutes.isEmpty()).isTrue();
        assertThat(bench.hours.readValue().getRequests()).isEqualTo(3);
        var day = bench.days.readKeyValue();
        assertThat(day.key).isEqualTo(KEY + "|2026-11-22T00:00:00Z");
        assertThat(day.value.getRequests()).isEqualTo(3);
    }

    @Test
    void writesNothingWhileNothingHappens() {
        bench.send(batch(0, admitted(0, NOON)));
        bench.advance(SECOND);
        bench.advance(ROUND);
        bench.minutes.readValuesToList();
        bench.hours.readValuesToList();

        bench.advance(Duration.ofSeconds(30));

        assertThat(bench.minutes.isEmpty()).isTrue();
    }

    @Test
    void countsAnEventOnceHoweverOftenItIsSent() {
        var same = batch(0, admitted(0, NOON), admitted(1, NOON));
        bench.send(same);
        bench.advance(SECOND);
        bench.send(same);
        bench.send(batch(0, admitted(1, NOON), admitted(2, NOON)));
        bench.advance(SECOND);

        assertThat(bench.minutes.readValuesToList())
                .extracting(Usage::getRequests)
                .containsExactly(2L, 3L);
        assertThat(bench.count("duplicates")).isEqualTo(3);
    }

    @Test
    void countsARequestToldInTwoPartsOnce() {
        bench.send(batch(0, event(0, NOON).setPhase(Phase.STARTED).setStatus(0).build()));
        bench.advance(SECOND);
        bench.send(batch(1, event(1, NOON).setPhase(Phase.FINISHED).setStatus(503).build()));
        bench.advance(SECOND);

        Usage last = bench.minutes.readValuesToList().getLast();
        assertThat(last.getRequests()).isEqualTo(1);
        assertThat(last.getStatuses()).isEqualTo(Map.of("5xx", 1L));
        assertThat(last.getResponseBytes()).isEqualTo(100);
        assertThat(last.getRevision()).isEqualTo(2);
    }

    @Test
    void correctsTheWindowThatALateEventBelongsTo() {
        bench.send(batch(0, admitted(0, NOON)));
        bench.advance(Duration.ofHours(3));
        bench.minutes.readValuesToList();

        bench.send(batch(1, admitted(1, NOON.plusSeconds(2))));
        bench.advance(SECOND);

        Usage corrected = bench.minutes.readValue();
        assertThat(corrected.getWindowStart()).isEqualTo(NOON);
        assertThat(corrected.getRequests()).isEqualTo(2);
        assertThat(corrected.getLate()).isZero();
    }

    @Test
    void countsInTheCurrentWindowWhatComesAfterTheGrace() {
        bench.advance(Duration.ofHours(30));
        bench.send(batch(0, admitted(0, NOON)));
        bench.advance(SECOND);

        Usage current = bench.minutes.readValue();
        assertThat(current.getWindowStart()).isEqualTo(NOON.plus(Duration.ofHours(30)));
        assertThat(current.getLate()).isEqualTo(1);
        assertThat(bench.count("late")).isEqualTo(1);
    }

    @Test
    void listsWhatComesAfterTheGrace() {
        bench.send(batch(0, admitted(0, NOON)));
        bench.advance(Duration.ofHours(30));
        bench.send(
                batch(
                        1,
                        admitted(1, NOON.plusSeconds(7)),
                        admitted(2, NOON.plusSeconds(3)),
                        admitted(3, bench.now()),
                        limited(4, NOON.plusSeconds(9), 5)));

        List<Gap> listed = bench.gaps.readValuesToList();
        assertThat(listed)
                .extracting(Gap::getState, Gap::getFirst, Gap::getLast, Gap::getSize)
                .containsExactly(
                        tuple(GapState.LATE, 1L, 2L, 2L), tuple(GapState.LATE, 4L, 4L, 1L));
        Gap first = listed.getFirst();
        assertThat(first.getEdgeId()).isEqualTo(EDGE);
        assertThat(first.getOwnerId()).isEqualTo(OWNER);
        assertThat(first.getOffset()).isEqualTo(1);
        assertThat(first.getHappenedAt()).isEqualTo(NOON.plusSeconds(3));
        assertThat(first.getCountedIn()).isEqualTo(NOON.plus(Duration.ofHours(30)));
        assertThat(first.getAt()).isEqualTo(bench.now());
    }

    @Test
    void listsNothingThatIsLateButInTime() {
        bench.advance(Duration.ofHours(23));
        bench.send(batch(0, admitted(0, NOON)));

        assertThat(bench.gaps.isEmpty()).isTrue();
        assertThat(bench.count("late")).isZero();
    }

    @Test
    void makesHoursAndDaysOfTheLatenciesOfMinutes() {
        for (int i = 0; i < 180; i++) {
            long micros = 1_000L * (i + 1);
            bench.send(batch(i, event(i, bench.now()).setLatencyMicros(micros).build()));
            bench.advance(SECOND);
        }

        bench.advance(ROUND);

        List<Usage> minutes =
                newest(bench.minutes.readValuesToList()).values().stream()
                        .sorted(Comparator.comparing(Usage::getWindowStart))
                        .toList();
        assertThat(minutes)
                .extracting(minute -> LatencySketch.of(minute.getLatencySketch()).count())
                .containsExactly(60L, 60L, 60L);
        assertThat(quantile(minutes.getFirst(), 0.5)).isEqualTo(30_000);
        Usage hour = bench.hours.readValuesToList().getLast();
        assertThat(quantile(hour, 0.5)).isEqualTo(90_000);
        assertThat(quantile(hour, 0.9)).isEqualTo(162_000);
        Usage day = bench.days.readValuesToList().getLast();
        assertThat(quantile(day, 1)).isEqualTo(180_000);
        assertThat(day.getLatencyMicros()).isEqualTo(180L * 181 / 2 * 1_000);
    }

    /** What is pending of a window when its grace ends belongs to it all the same. */
    @Test
    void closesNoWindowBeforeAllOfItIsWritten() {
        int keys = 40;
        sendOneOfEach(keys, 0);
        bench.advance(SECOND);
        bench.advance(Duration.ofHours(24).plusSeconds(58));
        bench.advance(Duration.ofMillis(800));
        sendOneOfEach(keys, keys);
        // The next record says that the grace is over, before everything pending had its turn.
        bench.advance(Duration.ofMillis(250));
        bench.send(batch(2L * keys, admitted(2L * keys, bench.now())));
        for (int i = 0; i < 600; i++) {
            bench.advance(Duration.ofMillis(50));
        }

        var first = newest(bench.minutes.readValuesToList());
        first.values().removeIf(minute -> !minute.getWindowStart().equals(NOON));
        assertThat(first).hasSize(keys);
        assertThat(first.values())
                .allSatisfy(minute -> assertThat(minute.getRequests()).isEqualTo(2))
                .allSatisfy(minute -> assertThat(minute.getFinal$()).isTrue());
        assertThat(bench.count("late")).isZero();
    }

    private void sendOneOfEach(int keys, int first) {
        for (int i = 0; i < keys; i++) {
            int sequence = first + i;
            bench.send(batch(sequence, event(sequence, NOON).setKeyId("key_" + i).build()));
        }
    }

    private static Map<String, Usage> newest(List<Usage> written) {
        var newest = new TreeMap<String, Usage>();
        for (Usage usage : written) {
            newest.merge(
                    usage.getKeyId() + "|" + usage.getWindowStart(),
                    usage,
                    (a, b) -> a.getRevision() > b.getRevision() ? a : b);
        }
        return newest;
    }

    private static long quantile(Usage usage, double share) {
        return LatencySketch.of(usage.getLatencySketch()).quantile(share).orElseThrow();
    }

    @Test
    void doesNotTrustAClockThatIsAhead() {
        bench.send(batch(0, admitted(0, NOON.plus(Duration.ofDays(400)))));
        bench.advance(SECOND);

        assertThat(bench.minutes.readValue().getWindowStart()).isEqualTo(NOON);
    }

    @Test
    void writesAWindowForTheLastTimeWhenItsGraceIsOver() {
        bench.send(batch(0, admitted(0, NOON)));
        bench.advance(SECOND);
        bench.advance(ROUND);
        bench.advance(Duration.ofHours(49));
        bench.advance(ROUND);
        bench.advance(ROUND);

        List<Usage> minutes = bench.minutes.readValuesToList();
        assertThat(minutes).extracting(Usage::getFinal$).containsExactly(false, true);
        assertThat(minutes).extracting(Usage::getRevision).containsExactly(1L, 2L);
        assertThat(bench.days.readValuesToList().getLast().getFinal$()).isTrue();
        assertThat(bench.driver.getKeyValueStore(StoreNames.USAGE).approximateNumEntries())
                .isZero();
    }

    @Test
    void keepsWindowsOpenForABacklog() {
        bench.send(batch(0, admitted(0, NOON)));
        // Metering was away for two days; the broker had the events in time.
        bench.advance(Duration.ofSeconds(20));
        bench.requests.pipeInput("acme", batch(1, admitted(1, NOON)), NOON.plusSeconds(5));
        bench.advance(SECOND);

        assertThat(bench.minutes.readValuesToList().getLast().getRequests()).isEqualTo(2);
    }

    @Test
    void losesNothingThatWasNotWrittenWhenItStopped() {
        bench.send(batch(0, admitted(0, NOON)));
        bench.advance(SECOND);
        bench.send(batch(1, admitted(1, NOON), admitted(2, NOON)));

        try (var next = new MeteringBench(state.resolve("two"), bench.now())) {
            next.restore(bench, StoreNames.RECEIVED, StoreNames.USAGE, StoreNames.USAGE_PENDING);
            next.advance(SECOND);

            assertThat(next.minutes.readValue().getRequests()).isEqualTo(3);
            next.advance(ROUND);
            assertThat(next.hours.readValue().getRequests()).isEqualTo(3);
            assertThat(next.days.readValue().getRequests()).isEqualTo(3);
        }
    }

    @Test
    void leavesOutEventsWithoutAKeyButCountsThem() {
        bench.send(batch(0, event(0, NOON).setKeyId("").build()));
        bench.advance(SECOND);

        assertThat(bench.minutes.isEmpty()).isTrue();
        assertThat(bench.count("keyless")).isEqualTo(1);
    }
}
