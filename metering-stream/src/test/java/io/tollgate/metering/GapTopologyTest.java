package io.tollgate.metering;

import static io.tollgate.metering.MeteringBench.NOON;
import static io.tollgate.metering.Requests.EDGE;
import static io.tollgate.metering.Requests.admitted;
import static io.tollgate.metering.Requests.batch;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tollgate.schemas.EdgeState;
import io.tollgate.schemas.Gap;
import io.tollgate.schemas.GapState;
import io.tollgate.schemas.OutboxProgress;
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
    void skipsABatchThatNamesNoEdge() {
        bench.send(new RequestBatch("", "", "acme", 0L, List.of(admitted(0, NOON))));

        assertThat(bench.count("events")).isZero();
        assertThat(bench.count("skipped", "topic", "t.requests", "reason", "no edge or boot"))
                .isEqualTo(1);
    }
}
