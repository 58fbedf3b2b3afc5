package io.tollgate.metering;

import static io.tollgate.metering.MeteringBench.NOON;
import static io.tollgate.metering.Requests.KEY;
import static io.tollgate.metering.Requests.admitted;
import static io.tollgate.metering.Requests.batch;
import static io.tollgate.metering.Requests.event;
import static io.tollgate.metering.Requests.limited;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.Phase;
import io.tollgate.schemas.RouteUsage;
import io.tollgate.schemas.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
    void writesMinuteHourAndDayOnceASecond() {
        bench.send(batch(0, admitted(0, NOON), admitted(1, NOON), limited(2, NOON, 5)));
        bench.send(batch(3, admitted(3, NOON)));
        assertThat(bench.minutes.isEmpty()).isTrue();

        bench.advance(SECOND);

        var minute = bench.minutes.readKeyValue();
        assertThat(minute.key).isEqualTo(KEY + "|2026-11-22T12:00:00Z");
        assertThat(minute.value.getRequests()).isEqualTo(3);
        assertThat(minute.value.getOutcomes()).isEqualTo(Map.of("ADMITTED", 3L, "LIMITED", 5L));
        assertThat(minute.value.getRoutes()).isEqualTo(Map.of("all", new RouteUsage(3L, 3L)));
        assertThat(minute.value.getStatuses()).isEqualTo(Map.of("2xx", 3L));
        assertThat(minute.value.getRevision()).isEqualTo(1);
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
        bench.minutes.readValuesToList();

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
    void doesNotTrustAClockThatIsAhead() {
        bench.send(batch(0, admitted(0, NOON.plus(Duration.ofDays(400)))));
        bench.advance(SECOND);

        assertThat(bench.minutes.readValue().getWindowStart()).isEqualTo(NOON);
    }

    @Test
    void writesAWindowForTheLastTimeWhenItsGraceIsOver() {
        bench.send(batch(0, admitted(0, NOON)));
        bench.advance(SECOND);
        bench.advance(Duration.ofHours(49));

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
            assertThat(next.hours.readValue().getRequests()).isEqualTo(3);
            assertThat(next.days.readValue().getRevision()).isEqualTo(2);
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
