package io.tollgate.metering;

import static io.tollgate.metering.MeteringBench.NOON;
import static io.tollgate.metering.Requests.EDGE;
import static io.tollgate.metering.Requests.admitted;
import static io.tollgate.metering.Requests.batch;
import static io.tollgate.metering.Requests.event;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tollgate.schemas.EdgeState;
import io.tollgate.schemas.Gap;
import io.tollgate.schemas.GapState;
import io.tollgate.schemas.OutboxProgress;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.RequestBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class GapTopologyTest {
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

    @Test
    void opensAGapForWhatWasSentBeforeAndNeverCame() {
        bench.send(batch(0, admitted(0, NOON)));
        bench.send(batch(5, admitted(5, NOON)));

        Gap gap = bench.gaps.readValue();
        assertThat(gap.getState()).isEqualTo(GapState.OPEN);
        assertThat(List.of(gap.getFirst(), gap.getLast(), gap.getSize()))
                .containsExactly(1L, 4L, 4L);
        assertThat(bench.gaps.isEmpty()).isTrue();
    }

    @Test
    void opensNoGapForWhatIsStillOnItsWay() {
        bench.send(batch(0, admitted(7, NOON)));

        assertThat(bench.gaps.isEmpty()).isTrue();
    }

    @Test
    void closesAGapWhenTheEventsComeAfterAll() {
        bench.send(batch(3, admitted(3, NOON)));
        bench.gaps.readValue();

        bench.send(batch(3, admitted(0, NOON), admitted(1, NOON)));

        Gap closed = bench.gaps.readValue();
        assertThat(closed.getState()).isEqualTo(GapState.CLOSED);
        assertThat(closed.getSize()).isEqualTo(2);
        assertThat(bench.count("gap.events", "state", "OPEN")).isEqualTo(3);
        assertThat(bench.count("gap.events", "state", "CLOSED")).isEqualTo(2);
    }

    @Test
    void findsTheMissingTailOfAnEdgeThatLeft() {
        bench.send(batch(0, admitted(0, NOON)));
        bench.heartbeat(EDGE, EdgeState.LEFT, Map.of("0", new OutboxProgress(4L, 1L)));
        bench.advance(Duration.ofSeconds(20));
        bench.heartbeats("edge-2");
        bench.advance(Duration.ofSeconds(20));

        assertThat(bench.gaps.readValuesToList())
                .singleElement()
                .satisfies(gap -> assertThat(gap.getFirst()).isEqualTo(1))
                .satisfies(gap -> assertThat(gap.getLast()).isEqualTo(3));
    }

    @Test
    void findsTheMissingTailOfAnEdgeThatFellSilent() {
        bench.heartbeat(EDGE, EdgeState.READY, Map.of("0", new OutboxProgress(2L, 0L)));
        bench.advance(Duration.ofSeconds(50));
        bench.heartbeats("edge-2");
        bench.advance(Duration.ofSeconds(5));
        assertThat(bench.gaps.isEmpty()).isTrue();

        bench.advance(Duration.ofSeconds(10));
        bench.heartbeats("edge-2");
        bench.advance(Duration.ofSeconds(5));

        assertThat(bench.gaps.readValue().getSize()).isEqualTo(2);
    }

    @Test
    void skipsLoudlyWhatItCannotDecode() {
        Logger logger = (Logger) LoggerFactory.getLogger(SkipLoudly.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        logger.addAppender(lines);

        bench.sendGarbage(MeteringBench.TOPICS.requests);
        bench.send(batch(0, admitted(0, NOON)));

        logger.detachAppender(lines);
        assertThat(lines.list).hasSize(1);
        assertThat(lines.list.getFirst().getKeyValuePairs())
                .extracting(pair -> pair.key + "=" + pair.value)
                .contains("topic=t.requests", "partition=0", "offset=0");
        assertThat(bench.count("skipped", "topic", "t.requests", "reason", "undecodable"))
                .isEqualTo(1);
        assertThat(bench.count("events")).isEqualTo(1);
    }

    @Test
    void listsWhatItCannotDecode() {
        bench.send(batch(0, admitted(0, NOON)));
        bench.advance(Duration.ofSeconds(3));
        bench.sendGarbage(MeteringBench.TOPICS.requests);

        var listed = bench.gaps.readKeyValue();
        assertThat(listed.key).isEqualTo("|");
        assertThat(listed.value.getState()).isEqualTo(GapState.SKIPPED);
        assertThat(listed.value.getOffset()).isEqualTo(1);
        assertThat(listed.value.getPartition()).isZero();
        assertThat(listed.value.getSize()).isZero();
        assertThat(listed.value.getFirst()).isEqualTo(-1);
        assertThat(listed.value.getReason()).contains("wire format");
        assertThat(listed.value.getAt()).isEqualTo(bench.now());
        assertThat(bench.gaps.isEmpty()).isTrue();
    }

    @Test
    void listsARecordWithoutAValue() {
        bench.requests.pipeInput("acme", null, NOON);

        assertThat(bench.gaps.readValue().getReason()).isEqualTo("no value");
        assertThat(bench.count("skipped", "topic", "t.requests", "reason", "no value"))
                .isEqualTo(1);
    }

    @Test
    void listsEventsOfAPhaseThatItDoesNotKnow() {
        var unknown = event(1, NOON).setPhase(Phase.UNKNOWN).build();
        bench.send(batch(0, admitted(0, NOON), unknown, admitted(2, NOON)));
        bench.send(batch(0, unknown));
        bench.send(batch(3, admitted(3, NOON)));

        Gap listed = bench.gaps.readValue();
        assertThat(listed.getState()).isEqualTo(GapState.SKIPPED);
        assertThat(List.of(listed.getFirst(), listed.getLast())).containsExactly(1L, 1L);
        assertThat(listed.getReason()).isEqualTo("unknown phase");
        assertThat(bench.gaps.isEmpty()).isTrue();
    }

    /** A partition may be quiet for long while the edge that once wrote to it lives on. */
    @Test
    void doesNotTakeForLostWhatAQuietBootSentLongAgo() {
        bench.send(batch(0, admitted(0, NOON)));
        for (int day = 0; day < 40; day++) {
            bench.advance(Duration.ofDays(1));
            bench.heartbeat(EDGE, EdgeState.READY, Map.of("0", new OutboxProgress(1L, 1L)));
        }
        bench.send(batch(1, admitted(1, bench.now())));
        bench.heartbeat(EDGE, EdgeState.LEFT, Map.of("0", new OutboxProgress(2L, 2L)));
        for (int day = 0; day < 29; day++) {
            bench.advance(Duration.ofDays(1));
            bench.heartbeats("edge-2");
        }

        assertThat(bench.gaps.readValuesToList()).isEmpty();
    }

    @Test
    void skipsABatchThatNamesNoEdge() {
        bench.send(new RequestBatch("", "", "acme", 0L, List.of(admitted(0, NOON))));

        assertThat(bench.count("events")).isZero();
        assertThat(bench.count("skipped", "topic", "t.requests", "reason", "no edge or boot"))
                .isEqualTo(1);
        Gap listed = bench.gaps.readValue();
        assertThat(listed.getState()).isEqualTo(GapState.SKIPPED);
        assertThat(listed.getOwnerId()).isEqualTo("acme");
        assertThat(listed.getSize()).isEqualTo(1);
        assertThat(listed.getReason()).isEqualTo("no edge or boot");
    }
}
