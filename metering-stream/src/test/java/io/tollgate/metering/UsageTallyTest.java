package io.tollgate.metering;

import static io.tollgate.metering.MeteringBench.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.RouteUsage;
import io.tollgate.schemas.Upstream;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.UsageWindow;
import io.tollgate.schemas.wire.LatencySketch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTallyTest {
    private static final UsageSpan MINUTE =
            UsageSpan.holding(UsageWindow.MINUTE, NOON.toEpochMilli());

    private static Usage sum(List<RequestEvent> events) {
        var tally = new UsageTally("key_1");
        events.forEach(event -> tally.add(event, "acme", false));
        return tally.toUsage(MINUTE, 1, false, NOON);
    }

    @Test
    void countsRefusalsAsOutcomesOnly() {
        Usage usage = sum(List.of(Requests.limited(0, NOON, 7)));

        assertThat(usage.getRequests()).isZero();
        assertThat(usage.getCost()).isZero();
        assertThat(usage.getOutcomes()).containsEntry("LIMITED", 7L);
        assertThat(usage.getStatuses()).isEmpty();
    }

    @Test
    void countsAFailedUpstreamAsAdmitted() {
        var event = Requests.event(0, NOON).setUpstream(Upstream.TIMEOUT).setStatus(504).build();

        Usage usage = sum(List.of(event));

        assertThat(usage.getRequests()).isEqualTo(1);
        assertThat(usage.getUpstreamFailures()).isEqualTo(1);
        assertThat(usage.getStatuses()).containsEntry("5xx", 1L);
    }

    /** Adding up parts is adding up the whole, wherever the whole is cut. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void sumOfPartsIsTheWhole(long seed) {
        var random = new Random(seed);
        var events = new ArrayList<RequestEvent>();
        for (int i = 0; i < 100; i++) {
            events.add(any(random, i));
        }
        int cut = random.nextInt(events.size());
        var parts = new UsageTally("key_1");
        parts.add(UsageTally.of(sum(events.subList(0, cut))));
        parts.add(UsageTally.of(sum(events.subList(cut, events.size()))));

        Usage whole = sum(events);
        Usage ofParts = parts.toUsage(MINUTE, 1, false, NOON);
        assertThat(sameLatencies(ofParts, whole)).as("seed %d", seed).isTrue();
        assertThat(withoutSketch(ofParts)).as("seed %d", seed).isEqualTo(withoutSketch(whole));
        long admitted =
                events.stream()
                        .filter(Counted::counts)
                        .filter(event -> event.getOutcome() == Outcome.ADMITTED)
                        .count();
        assertThat(sum(events).getRequests()).as("seed %d", seed).isEqualTo(admitted);
    }

    /** So few are told exactly, though not always in the same bytes. */
    private static boolean sameLatencies(Usage a, Usage b) {
        var ofA = LatencySketch.of(a.getLatencySketch());
        var ofB = LatencySketch.of(b.getLatencySketch());
        return ofA.count() == ofB.count()
                && IntStream.rangeClosed(0, 20)
                        .mapToDouble(twentieth -> twentieth / 20.0)
                        .allMatch(share -> ofA.quantile(share).equals(ofB.quantile(share)));
    }

    private static Usage withoutSketch(Usage usage) {
        return Usage.newBuilder(usage).setLatencySketch(ByteBuffer.allocate(0)).build();
    }

    @Test
    void routesAddUpToTheWhole() {
        Usage usage =
                sum(
                        List.of(
                                Requests.event(0, NOON).setRouteId("a").setCost(3).build(),
                                Requests.event(1, NOON).setRouteId("b").setStatus(502).build(),
                                Requests.event(2, NOON)
                                        .setRouteId("b")
                                        .setUpstream(Upstream.FAILED)
                                        .build(),
                                Requests.event(3, NOON)
                                        .setRouteId("b")
                                        .setOutcome(Outcome.FORBIDDEN)
                                        .setCost(0)
                                        .setCount(4)
                                        .build(),
                                Requests.event(4, NOON)
                                        .setRouteId("")
                                        .setOutcome(Outcome.NO_ROUTE)
                                        .setCost(0)
                                        .build()));

        assertThat(usage.getRoutes().keySet()).containsExactly("a", "b");
        RouteUsage b = Objects.requireNonNull(usage.getRoutes().get("b"));
        assertThat(b.getOutcomes()).isEqualTo(Map.of("ADMITTED", 2L, "FORBIDDEN", 4L));
        assertThat(b.getStatuses()).isEqualTo(Map.of("2xx", 1L, "5xx", 1L));
        assertThat(b.getUpstreamFailures()).isEqualTo(1);
        assertThat(totals(RouteUsage::getRequests, usage)).isEqualTo(usage.getRequests());
        assertThat(totals(RouteUsage::getCost, usage)).isEqualTo(usage.getCost());
        assertThat(totals(RouteUsage::getRequestBytes, usage)).isEqualTo(usage.getRequestBytes());
        assertThat(totals(RouteUsage::getResponseBytes, usage)).isEqualTo(usage.getResponseBytes());
        assertThat(totals(RouteUsage::getLatencyMicros, usage)).isEqualTo(usage.getLatencyMicros());
        assertThat(usage.getOutcomes()).containsEntry("NO_ROUTE", 1L);
    }

    private static long totals(ToLongFunction<RouteUsage> what, Usage usage) {
        return usage.getRoutes().values().stream().mapToLong(what).sum();
    }

    private static RequestEvent any(Random random, long sequence) {
        var phases = List.of(Phase.WHOLE, Phase.STARTED, Phase.FINISHED);
        var outcomes = List.of(Outcome.ADMITTED, Outcome.ADMITTED, Outcome.LIMITED);
        return Requests.event(sequence, NOON)
                .setPhase(phases.get(random.nextInt(3)))
                .setOutcome(outcomes.get(random.nextInt(3)))
                .setCost(random.nextInt(5))
                .setRouteId("route-" + random.nextInt(3))
                .setStatus(100 * (1 + random.nextInt(5)))
                .setLatencyMicros(random.nextInt(1_000))
                .build();
    }
}
