package io.tollgate.metering.replay;

import static io.tollgate.metering.replay.Batches.NOON;
import static io.tollgate.metering.replay.Batches.batch;
import static io.tollgate.metering.replay.Batches.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.metering.Range;
import io.tollgate.schemas.EdgeState;
import io.tollgate.schemas.Gap;
import io.tollgate.schemas.GapState;
import io.tollgate.schemas.OutboxProgress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {
    private static final Boot BOOT = new Boot("edge-1", "b007");
    private static final long NOW = NOON.toEpochMilli();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void findsOfEachEventOfARandomHistoryWhatBecameOfIt(long seed) {
        var history = new RandomHistory(seed);

        assertThat(history.read(0)).as("seed %d", seed).isEqualTo(history.truth(0));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void addsUpToo_whenTheBeginningOfTheLogIsGone(long seed) {
        var history = new RandomHistory(seed);
        for (int gone = 1; gone <= history.length(); gone++) {
            assertThat(history.read(gone))
                    .as("seed %d, without its first %d records", seed, gone)
                    .isEqualTo(history.truth(gone));
        }
    }

    @Test
    void takesWhatALiveEdgeHasNotShippedForInFlight() {
        var ledger = new Ledger(1, Map.of(0, false));
        ledger.heard(heartbeat(BOOT, EdgeState.READY, outbox(10, 4)), NOW);
        ledger.arrived(0, batch(BOOT, 0, NOON, 0, 6), NOW, true);

        assertThat(ledger.lines(NOW))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.counted()).isEqualTo(6);
                    assertThat(line.onEdge()).isEqualTo(4);
                    assertThat(line.acknowledged()).isEqualTo(6);
                    assertThat(line.lost()).isZero();
                });
    }

    @Test
    void findsWhatHeartbeatsTellOfItsGeneration() {
        var ledger = new Ledger(2, Map.of(0, false));
        var outbox =
                Map.of(
                        "requests-2|0", new OutboxProgress(10L, 4L),
                        "older|0", new OutboxProgress(90L, 90L));
        ledger.heard(heartbeat(BOOT, EdgeState.READY, outbox), NOW);
        ledger.arrived(0, batch(BOOT, 0, NOON, 0, 4), NOW, true);

        assertThat(ledger.lines(NOW))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.appended()).isEqualTo(10);
                    assertThat(line.counted()).isEqualTo(4);
                    assertThat(line.onEdge()).isEqualTo(6);
                });
    }

    @Test
    void takesWhatAKilledEdgeHasNotShippedForLost() {
        var ledger = new Ledger(1, Map.of(0, false));
        ledger.heard(heartbeat(BOOT, EdgeState.READY, outbox(10, 4)), NOW);
        ledger.arrived(0, batch(BOOT, 0, NOON, 0, 6), NOW, true);

        assertThat(ledger.lines(NOW + 61_000))
                .singleElement()
                .satisfies(line -> assertThat(line.lost()).isEqualTo(4))
                .satisfies(line -> assertThat(line.missing()).containsExactly(new Range(6, 9)));
    }

    @Test
    void countsWhatAKilledEdgeAppendedAfterItsLastHeartbeatAndShippedLater() {
        var ledger = new Ledger(1, Map.of(0, false));
        ledger.heard(heartbeat(BOOT, EdgeState.READY, outbox(2, 0)), NOW);
        ledger.arrived(0, batch(BOOT, 0, NOON, 0, 5), NOW + 120_000, true);

        assertThat(ledger.lines(NOW + 200_000))
                .singleElement()
                .satisfies(line -> assertThat(line.appended()).isEqualTo(5))
                .satisfies(line -> assertThat(line.counted()).isEqualTo(5));
    }

    @Test
    void missesWhatWasSentBeforeOfABootThatNeverSpoke() {
        var ledger = new Ledger(1, Map.of(0, false));
        ledger.arrived(0, batch(BOOT, 3, NOON, 3, 5), NOW, true);

        assertThat(ledger.lines(NOW))
                .singleElement()
                .satisfies(line -> assertThat(line.missing()).containsExactly(new Range(0, 2)));
    }

    @Test
    void believesMeteringOfWhatIsTooOldToBeReadAgain() {
        var ledger = new Ledger(1, Map.of(0, true));
        ledger.heard(heartbeat(BOOT, EdgeState.READY, outbox(100, 100)), NOW);
        ledger.arrived(0, batch(BOOT, 90, NOON, 90, 100), NOW, true);
        ledger.missed(gap(10, 19, GapState.OPEN));
        ledger.missed(gap(12, 15, GapState.CLOSED));

        assertThat(ledger.lines(NOW))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.counted()).isEqualTo(10);
                    assertThat(line.lost()).isEqualTo(6);
                    assertThat(line.notRead()).isEqualTo(84);
                });
        assertThat(ledger.missedByMetering()).isEqualTo(6);
    }

    @Test
    void callsInFlightWhatMeteringHasNotRead() {
        var ledger = new Ledger(1, Map.of(0, false));
        ledger.heard(heartbeat(BOOT, EdgeState.READY, outbox(5, 5)), NOW);
        ledger.arrived(0, batch(BOOT, 0, NOON, 0, 2), NOW, true);
        ledger.arrived(0, batch(BOOT, 2, NOON, 2, 5), NOW, false);

        assertThat(ledger.lines(NOW))
                .singleElement()
                .satisfies(line -> assertThat(line.counted()).isEqualTo(2))
                .satisfies(line -> assertThat(line.inKafka()).isEqualTo(3))
                .satisfies(line -> assertThat(line.inFlight()).isEqualTo(3));
    }

    private static Gap gap(long first, long last, GapState state) {
        return Gaps.of(BOOT, first, last, state);
    }

    private static Map<String, OutboxProgress> outbox(long appended, long acknowledged) {
        return Map.of("0", new OutboxProgress(appended, acknowledged));
    }
}
