package io.tollgate.edge.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.tollgate.schemas.Door;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalCellsTest {
    private static final long NOON = 1_795_000_000_000L;

    @Test
    void countsWhatIsAlikeTogether() {
        var cells = new RefusalCells(10);

        refuse(cells, Outcome.UNKNOWN_KEY, "192.0.2.0/24", 3);
        refuse(cells, Outcome.MALFORMED, "192.0.2.0/24", 1);

        List<EventDraft> told = cells.flush(NOON);
        assertThat(told)
                .extracting(EventDraft::outcome, EventDraft::count, EventDraft::source)
                .containsExactlyInAnyOrder(
                        tuple(Outcome.UNKNOWN_KEY, 3L, "192.0.2.0/24"),
                        tuple(Outcome.MALFORMED, 1L, "192.0.2.0/24"));
        assertThat(told)
                .allSatisfy(draft -> {
                    assertThat(draft.phase()).isEqualTo(Phase.WHOLE);
                    assertThat(draft.atMillis()).isEqualTo(NOON);
                    assertThat(draft.cost()).isZero();
                    assertThat(draft.charges()).isEmpty();
                });
    }

    @Test
    void startsAnewAfterEachFlush() {
        var cells = new RefusalCells(10);
        refuse(cells, Outcome.NO_CREDENTIAL, "192.0.2.0/24", 3);
        cells.flush(NOON);

        assertThat(cells.flush(NOON)).isEmpty();
    }

    @Test
    void tellsTheBusyByNameAndTheRestTogether() {
        var cells = new RefusalCells(2);
        refuse(cells, Outcome.UNKNOWN_KEY, "busy", 50);
        for (int source = 0; source < 100; source++) {
            refuse(cells, Outcome.UNKNOWN_KEY, "once-" + source, 1);
            refuse(cells, Outcome.UNKNOWN_KEY, "often", 1);
        }

        Map<String, Long> told = new HashMap<>();
        cells.flush(NOON).forEach(draft -> told.put(draft.source(), draft.count()));
        assertThat(told)
                .containsOnly(
                        Map.entry("busy", 50L), Map.entry("often", 100L), Map.entry("", 100L));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void staysBoundedAndLosesNoCount(long seed) {
        var random = new Random(seed);
        int told = 1 + random.nextInt(50);
        var cells = new RefusalCells(told);
        var expected = new HashMap<Outcome, Long>();
        Outcome[] outcomes = Outcome.values();

        for (int i = 0; i < 20_000; i++) {
            Outcome outcome = outcomes[random.nextInt(outcomes.length)];
            int source = (int) Math.abs(random.nextGaussian() * 300);
            refuse(cells, outcome, "net-" + source, 1);
            expected.merge(outcome, 1L, Long::sum);
        }

        List<EventDraft> drafts = cells.flush(NOON);
        var counted = new HashMap<Outcome, Long>();
        drafts.forEach(draft -> counted.merge(draft.outcome(), draft.count(), Long::sum));
        assertThat(drafts.size()).as("seed %s", seed).isLessThanOrEqualTo(told + outcomes.length);
        assertThat(counted).as("seed %s", seed).isEqualTo(expected);
    }

    private static void refuse(RefusalCells cells, Outcome outcome, String source, int times) {
        for (int i = 0; i < times; i++) {
            cells.add(outcome, null, "", Door.PROXY, source, 401);
        }
    }
}
