package io.tollgate.metering;

import io.tollgate.metering.Arrivals.Acceptance;
import io.tollgate.metering.state.ReceivedSequences;
import io.tollgate.schemas.Gap;
import io.tollgate.schemas.GapState;
import io.tollgate.schemas.RequestBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drops events that were counted before, and reports what is missing. One per task. */
final class DuplicatesStep implements Processor<String, RequestBatch, String, Object> {
    /** How long what is known of a boot is kept after its last batch. */
    static final Duration BOOTS_KEPT = Duration.ofDays(30);

    private static final Logger log = LoggerFactory.getLogger(DuplicatesStep.class);
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);
    private static final int SWEEP_MOST = 1_000;

    private final MeteringMetrics metrics;
    private final ProcessorContext<String, Object> context;
    private final KeyValueStore<String, ReceivedSequences> received;

    DuplicatesStep(MeteringMetrics metrics, ProcessorContext<String, Object> context) {
        this.metrics = metrics;
        this.context = context;
        received = context.getStateStore(StoreNames.RECEIVED);
        var sweep = new StoreSweep<>(received);
        context.schedule(
                SWEEP_EVERY,
                PunctuationType.WALL_CLOCK_TIME,
                now -> sweep.step(SWEEP_MOST, (boot, state) -> expire(boot, state, now)));
    }

    @Override
    public void process(Record<String, RequestBatch> record) {
        RequestBatch batch = record.value();
        RecordMetadata where = context.recordMetadata().orElseThrow();
        Acceptance accepted =
                isUsable(batch, where) ? accept(batch, record.timestamp()) : nothing();
        var counted =
                new Counted(
                        batch == null ? "" : batch.getEdgeId(),
                        batch == null ? "" : batch.getOwnerId(),
                        record.timestamp(),
                        where.offset() + 1,
                        accepted.fresh());
        for (String child : MeteringTopology.COUNTERS) {
            context.forward(record.withValue(counted), child);
        }
    }

    private Acceptance accept(RequestBatch batch, long appendedAt) {
        String boot = batch.getEdgeId() + "|" + batch.getBoot();
        ReceivedSequences known = received.get(boot);
        Arrivals arrivals = known == null ? Arrivals.none() : Arrivals.of(known);
        Acceptance accepted = arrivals.accept(batch.getEvents(), batch.getSentBefore());
        received.put(boot, arrivals.toState(appendedAt));

        int fresh = accepted.fresh().size();
        metrics.counted(fresh, batch.getEvents().size() - fresh);
        var gaps = new GapReport(batch.getEdgeId(), batch.getBoot(), context.taskId().partition());
        report(gaps, GapState.OPEN, accepted.opened(), appendedAt);
        report(gaps, GapState.CLOSED, accepted.closed(), appendedAt);
        return accepted;
    }

    private void report(GapReport gaps, GapState state, List<Range> ranges, long appendedAt) {
        metrics.gaps(state, ranges);
        for (Range range : ranges) {
            Gap gap = gaps.of(range, state, Instant.ofEpochMilli(appendedAt));
            context.forward(
                    new Record<>(gaps.topicKey(), gap, appendedAt), MeteringTopology.WRITE_GAPS);
        }
    }

    /** A record that names no edge can't be told from its repetition, so it is not counted. */
    private boolean isUsable(@Nullable RequestBatch batch, RecordMetadata where) {
        if (batch != null && !batch.getEdgeId().isEmpty() && !batch.getBoot().isEmpty()) {
            return true;
        }
        String reason = batch == null ? "no value" : "no edge or boot";
        log.atWarn()
                .addKeyValue("topic", where.topic())
                .addKeyValue("partition", where.partition())
                .addKeyValue("offset", where.offset())
                .addKeyValue("reason", reason)
                .log("record skipped");
        metrics.skipped(where.topic(), reason);
        return false;
    }

    private static Acceptance nothing() {
        return new Acceptance(List.of(), List.of(), List.of());
    }

    private void expire(String boot, ReceivedSequences state, long now) {
        if (state.getArrivedAt() + BOOTS_KEPT.toMillis() < now) {
            received.delete(boot);
        }
    }
}
