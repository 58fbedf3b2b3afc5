package io.tollgate.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.EdgeState;
import io.tollgate.schemas.Fleet;
import io.tollgate.schemas.FleetEdge;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetTopologyTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir Path state;
    private MeteringBench bench;

    @BeforeEach
    void open() {
        bench = new MeteringBench(state);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private List<List<String>> fleets() {
        return bench.fleet.readValuesToList().stream()
                .map(fleet -> fleet.getEdges().stream().map(FleetEdge::getEdgeId).toList())
                .toList();
    }

    @Test
    void tellsTheFleetWhenItChangesAndOnlyThen() {
        bench.heartbeats("b", "a");
        bench.advance(SECOND);
        bench.heartbeats("a", "b");
        bench.advance(SECOND);
        bench.heartbeats("a", "b", "c");
        bench.advance(SECOND);

        List<Fleet> told = bench.fleet.readValuesToList();
        assertThat(told).extracting(Fleet::getVersion).containsExactly(1L, 2L);
        assertThat(told.getLast().getEdges())
                .extracting(FleetEdge::getEdgeId)
                .containsExactly("a", "b", "c");
    }

    @Test
    void leavesOutAnEdgeThatSaysItLeaves() {
        bench.heartbeats("a", "b");
        bench.advance(SECOND);
        bench.heartbeat("a", EdgeState.LEFT, Map.of());
        bench.advance(SECOND);

        assertThat(fleets()).containsExactly(List.of("a", "b"), List.of("b"));
    }

    @Test
    void leavesOutAnEdgeThatIsSilentForFiveSeconds() {
        bench.heartbeats("a", "b");
        bench.advance(Duration.ofSeconds(5));
        bench.heartbeats("b");
        bench.advance(SECOND);
        assertThat(fleets()).containsExactly(List.of("a", "b"));

        bench.heartbeats("b");
        bench.advance(SECOND);

        assertThat(fleets()).containsExactly(List.of("b"));
    }

    @Test
    void lastEdgeLeavesTooAsPulsesTellTheTime() {
        bench.heartbeats("a");
        bench.advance(Duration.ofSeconds(6));
        var pulses = new Pulses("here", 500, () -> bench.now());
        bench.revocations.pipeInput(pulses.topicKey(), pulses.next(), bench.now());
        bench.advance(SECOND);

        assertThat(fleets()).containsExactly(List.of("a"), List.of());
    }

    @Test
    void takesNobodyForDeadWhileKafkaIsAway() {
        bench.heartbeats("a", "b");
        bench.advance(Duration.ofMinutes(10));

        assertThat(fleets()).containsExactly(List.of("a", "b"));
    }
}
