package io.tollgate.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.RequestEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalsTest {
    private static final int EVENTS = 200;

    /** Batches in order, some lost, some repeated, some late; the state goes through its record. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void countsEachEventOnceAndOwnsUpToTheRest(long seed) {
        var random = new Random(seed);
        Set<Long> counted = new HashSet<>();
        var opened = new SequenceSet();
        var closed = new SequenceSet();
        var late = new ArrayList<List<RequestEvent>>();
        Arrivals arrivals = Arrivals.none();
        for (long next = 0; next < EVENTS; ) {
            long size = 1 + random.nextLong(9);
            List<RequestEvent> events = events(next, Math.min(EVENTS, next + size));
            int fate = random.nextInt(10);
            if (fate >= 2) {
                arrivals = take(arrivals, events, next, counted, opened, closed, seed);
                if (fate == 9) {
                    arrivals = take(arrivals, events, next, counted, opened, closed, seed);
                }
            } else if (fate == 1) {
                late.add(events);
            }
            next += size;
        }
        arrivals.missingBelow(EVENTS).forEach(range -> addAll(opened, range, seed));
        Collections.shuffle(late, random);
        for (List<RequestEvent> events : late) {
            arrivals = take(arrivals, events, 0, counted, opened, closed, seed);
        }

        List<Long> missing = new ArrayList<>();
        for (long sequence = 0; sequence < EVENTS; sequence++) {
            if (!counted.contains(sequence)) {
                missing.add(sequence);
            }
        }
        long open = size(opened) - size(closed);
        assertThat(open).as("seed %d: open gaps", seed).isEqualTo(missing.size());
    }

    private static Arrivals take(
            Arrivals arrivals,
            List<RequestEvent> events,
            long sentBefore,
            Set<Long> counted,
            SequenceSet opened,
            SequenceSet closed,
            long seed) {
        var accepted = arrivals.accept(events, sentBefore);
        for (RequestEvent event : accepted.fresh()) {
            assertThat(counted.add(event.getSequence()))
                    .as("seed %d: %d counted twice", seed, event.getSequence())
                    .isTrue();
        }
        accepted.opened().forEach(range -> addAll(opened, range, seed));
        accepted.closed().forEach(range -> addAll(closed, range, seed));
        return Arrivals.of(arrivals.toState());
    }

    private static void addAll(SequenceSet set, Range range, long seed) {
        for (long sequence = range.first(); sequence <= range.last(); sequence++) {
            assertThat(set.add(sequence)).as("seed %d: %d told twice", seed, sequence).isTrue();
        }
    }

    private static long size(SequenceSet set) {
        return set.ranges().stream().mapToLong(Range::size).sum();
    }

    private static List<RequestEvent> events(long from, long to) {
        return LongStream.range(from, to)
                .mapToObj(sequence -> Requests.admitted(sequence, MeteringBench.NOON))
                .toList();
    }
}
