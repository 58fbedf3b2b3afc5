package io.tollgate.metering;

import io.tollgate.metering.EdgeLife.Heartbeat;
import io.tollgate.schemas.EdgeStatus;
import io.tollgate.schemas.Gap;
import io.tollgate.schemas.GapState;
import io.tollgate.schemas.OutboxProgress;
import io.tollgate.schemas.topics.RequestsPartition;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Finds events that an edge appended before it went and that never arrived, which no later batch
 * can show. One per task; only heartbeats matter to it, so records pass it by.
 */
final class TailStep implements Processor<String, Counted, String, Gap> {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final int generation;
    private final MeteringMetrics metrics;
    private final ProcessorContext<String, Gap> context;
    private final Heartbeats heartbeats;
    private final KeyValueStore<String, Arrivals> received;

    /**
     * Of one generation of {@code requests}; what heartbeats tell of others is not its business.
     */
    TailStep(
            int generation,
            Heartbeats heartbeats,
            MeteringMetrics metrics,
            ProcessorContext<String, Gap> context) {
        this.generation = generation;
        this.heartbeats = heartbeats;
        this.metrics = metrics;
        this.context = context;
        received = context.getStateStore(StoreNames.RECEIVED);
        context.schedule(LOOK_EVERY, PunctuationType.WALL_CLOCK_TIME, this::look);
    }

    @Override
    public void process(Record<String, Counted> record) {}

    private void look(long now) {
        long newest = heartbeats.newestMillis();
        for (Heartbeat heartbeat : heartbeats.all()) {
            Duration patience = heartbeat.left() ? EdgeLife.SETTLES_AFTER : EdgeLife.GONE_AFTER;
            if (heartbeat.silentFor(patience, newest)) {
                check(heartbeat.status(), now);
            }
        }
    }

    private void check(EdgeStatus status, long now) {
        int partition = context.taskId().partition();
        String place = new RequestsPartition(generation, partition).text();
        OutboxProgress outbox = status.getOutbox().get(place);
        if (outbox == null) {
            return;
        }
        var gaps = new GapReport(status.getEdgeId(), status.getBoot(), partition);
        Arrivals known = received.get(gaps.topicKey());
        if (known != null && known.checkedBelow() >= outbox.getAppended()) {
            return;
        }
        Arrivals arrivals = known == null ? Arrivals.none() : known;
        var missing = arrivals.missingBelow(outbox.getAppended());
        arrivals.arrivedAt(now);
        received.put(gaps.topicKey(), arrivals);
        metrics.gaps(GapState.OPEN, missing);
        for (Range range : missing) {
            Gap gap = gaps.of(range, GapState.OPEN, Instant.ofEpochMilli(now));
            context.forward(new Record<>(gaps.topicKey(), gap, now));
        }
    }
}
