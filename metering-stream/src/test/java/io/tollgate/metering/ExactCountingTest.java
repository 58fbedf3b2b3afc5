package io.tollgate.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.Gap;
import io.tollgate.schemas.GapState;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.UsageWindow;
import io.tollgate.schemas.wire.LatencySketch;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens on the way: what was counted and what is told as missing is what was sent. */
class ExactCountingTest {
    private static final int STEPS = 150;
    private static final UsageSpan ALL = UsageSpan.holding(UsageWindow.DAY, 0);

    @TempDir Path state;

    /** What metering wrote, over all its instances. */
    private final List<Usage> minutes = new ArrayList<>();

    private final List<Usage> hours = new ArrayList<>();
    private final List<Usage> days = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void countedAndMissingAddUpToWhatWasSent(long seed) {
        var random = new Random(seed);
        var edges =
                List.of(
                        new LossyEdge("edge-1", random),
                        new LossyEdge("edge-2", random),
                        new LossyEdge("edge-3", random));
        MeteringBench bench = new MeteringBench(state.resolve("0"));
        for (int step = 0; step < STEPS; step++) {
            edges.get(random.nextInt(edges.size())).step(bench);
            bench.advance(pause(random));
            collect(bench);
            if (step % 50 == 49) {
                bench = failOver(bench, step);
            }
        }
        for (LossyEdge edge : edges) {
            edge.leave(bench);
        }
        settle(bench);
        collect(bench);
        bench.close();

        for (LossyEdge edge : edges) {
            edge.appended().forEach((boot, number) -> checkGaps(edge, boot, number, seed));
        }
        Map<String, Usage> expected = expected(edges);
        for (List<Usage> written : List.of(minutes, hours, days)) {
            assertThat(sums(written)).as("seed %d", seed).isEqualTo(expected);
        }
    }

    /** Mostly moments, sometimes long enough for windows to close. */
    private static Duration pause(Random random) {
        return random.nextInt(25) == 0
                ? Duration.ofMinutes(random.nextInt(600))
                : Duration.ofMillis(random.nextInt(2_000));
    }

    private MeteringBench failOver(MeteringBench from, int step) {
        var to = new MeteringBench(state.resolve(String.valueOf(step)), from.now());
        to.restore(
                from,
                StoreNames.RECEIVED,
                StoreNames.USAGE,
                StoreNames.USAGE_PENDING,
                StoreNames.PROGRESS);
        from.close();
        return to;
    }

    /** Long enough to find what is missing at the end, and to write what is pending. */
    private static void settle(MeteringBench bench) {
        for (int i = 0; i < 6; i++) {
            bench.advance(Duration.ofSeconds(20));
            bench.heartbeats("edge-4");
        }
        bench.advance(Duration.ofSeconds(20));
    }

    private void collect(MeteringBench bench) {
        minutes.addAll(bench.minutes.readValuesToList());
        hours.addAll(bench.hours.readValuesToList());
        days.addAll(bench.days.readValuesToList());
        gaps.addAll(bench.gaps.readValuesToList());
    }

    private void checkGaps(LossyEdge edge, String boot, long appended, long seed) {
        var missing = new HashMap<Long, Integer>();
        for (Gap gap : gaps) {
            if (gap.getEdgeId().equals(edge.edgeId()) && gap.getBoot().equals(boot)) {
                assertThat(gap.getSize()).isEqualTo(gap.getLast() - gap.getFirst() + 1);
                int weight = weight(gap.getState());
                LongStream.rangeClosed(gap.getFirst(), gap.getLast())
                        .forEach(sequence -> missing.merge(sequence, weight, Integer::sum));
            }
        }
        for (long sequence = 0; sequence < appended; sequence++) {
            boolean arrived = edge.arrived(boot).contains(sequence);
            assertThat(missing.getOrDefault(sequence, 0))
                    .as("seed %d: %s %s %d", seed, edge.edgeId(), boot, sequence)
                    .isEqualTo(arrived ? 0 : 1);
        }
    }

    private static int weight(GapState state) {
        return switch (state) {
            case OPEN -> 1;
            case CLOSED -> -1;
            case LATE -> 0;
            case SKIPPED, UNKNOWN -> throw new AssertionError("nothing was unreadable");
        };
    }

    /** What the keys' usage must add up to. */
    private static Map<String, Usage> expected(List<LossyEdge> edges) {
        var tallies = new TreeMap<String, UsageTally>();
        for (LossyEdge edge : edges) {
            for (RequestEvent event : edge.counted()) {
                tallies.computeIfAbsent(event.getKeyId(), UsageTally::new)
                        .add(event, Requests.OWNER, false);
            }
        }
        return comparable(tallies);
    }

    /** The sums of the newest revisions by key, as a careful analyst makes them. */
    private static Map<String, Usage> sums(List<Usage> written) {
        var newest = new TreeMap<String, Usage>();
        for (Usage usage : written) {
            String window = usage.getKeyId() + "|" + usage.getWindowStart();
            Usage before = newest.put(window, usage);
            assertThat(usage.getRevision())
                    .as("revision of %s", window)
                    .isGreaterThan(before == null ? 0 : before.getRevision());
            assertThat(before != null && before.getFinal$()).as("%s closed", window).isFalse();
        }
        var tallies = new TreeMap<String, UsageTally>();
        for (Usage usage : newest.values()) {
            tallies.computeIfAbsent(usage.getKeyId(), UsageTally::new).add(UsageTally.of(usage));
        }
        return comparable(tallies);
    }

    /** Latencies by their number, for beyond 200 they are estimates; late by nothing. */
    private static Map<String, Usage> comparable(Map<String, UsageTally> tallies) {
        var usages = new TreeMap<String, Usage>();
        tallies.forEach((key, tally) -> {
            Usage usage = tally.toUsage(ALL, 1, false, Instant.EPOCH);
            long number = LatencySketch.of(usage.getLatencySketch()).count();
            var count = ByteBuffer.allocate(Long.BYTES).putLong(0, number);
            usages.put(key, Usage.newBuilder(usage).setLatencySketch(count).setLate(0).build());
        });
        return usages;
    }
}
