package io.tollgate.metering;

import static io.tollgate.metering.MeteringBench.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.Upstream;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.UsageWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
        parts.add(sum(events.subList(0, cut)));
        parts.add(sum(events.subList(cut, events.size())));

        assertThat(parts.toUsage(MINUTE, 1, false, NOON))
                .as("seed %d", seed)
                .isEqualTo(sum(events));
        long admitted =
                events.stream()
                        .filter(Counted::counts)
                        .filter(event -> event.getOutcome() == Outcome.ADMITTED)
                        .count();
        assertThat(sum(events).getRequests()).as("seed %d", seed).isEqualTo(admitted);
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
