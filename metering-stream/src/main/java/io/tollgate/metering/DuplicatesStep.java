package io.tollgate.metering;

import io.tollgate.metering.Arrivals.Acceptance;
import io.tollgate.schemas.Gap;
import io.tollgate.schemas.GapState;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.RequestEvent;
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
    /** How long what is known of a boot is kept after its last batch and its last heartbeat. */
    static final Duration BOOTS_KEPT = Duration.ofDays(30);

    private static final Logger log = LoggerFactory.getLogger(DuplicatesStep.class);
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);
    private static final int SWEEP_MOST = 1_000;

    private final Heartbeats heartbeats;
    private final MeteringMetrics metrics;
    private final ProcessorContext<String, Object> context;
    private final KeyValueStore<String, Arrivals> received;

    DuplicatesStep(
            Heartbeats heartbeats,
            MeteringMetrics metrics,
            ProcessorContext<String, Object> context) {
        this.heartbeats = heartbeats;
        this.metrics = metrics;
        this.context = context;
        received = context.getStateStore(StoreNames.RECEIVED);
        var sweep = new StoreSweep<>(received);
        context.schedule(
                SWEEP_EVERY,
                PunctuationType.WALL_CLOCK_TIME,
                now -> sweep.step(SWEEP_MOST, (boot, arrivals) -> expire(boot, arrivals, now)));
    }

    @Override
    public void process(Record<String, RequestBatch> record) {
        RequestBatch batch = record.value();
        RecordMetadata where = context.recordMetadata().orElseThrow();
        List<RequestEvent> fresh =
                isUsable(batch, where, record.timestamp())
                        ? accept(batch, where, record.timestamp())
                        : List.of();
        var counted =
                new Counted(
                        batch == null ? "" : batch.getEdgeId(),
                        batch == null ? "" : batch.getBoot(),
                        batch == null ? "" : batch.getOwnerId(),
                        record.timestamp(),
                        where.offset(),
                        fresh);
        for (String child : MeteringTopology.COUNTERS) {
            context.forward(record.withValue(counted), child);
        }
    }

    private List<RequestEvent> accept(RequestBatch batch, RecordMetadata where, long appendedAt) {
        String boot = batch.getEdgeId() + "|" + batch.getBoot();
        Arrivals known = received.get(boot);
        Arrivals arrivals = known == null ? Arrivals.none() : known;
        Acceptance accepted = arrivals.accept(batch.getEvents(), batch.getSentBefore());
        arrivals.arrivedAt(appendedAt);
        received.put(boot, arrivals);

        int fresh = accepted.fresh().size();
        metrics.counted(fresh, batch.getEvents().size() - fresh);
        var gaps = new GapReport(batch.getEdgeId(), batch.getBoot(), context.taskId().partition());
        report(gaps, GapState.OPEN, accepted.opened(), appendedAt);
        report(gaps, GapState.CLOSED, accepted.closed(), appendedAt);
        return usable(accepted.fresh(), gaps, batch.getOwnerId(), where, appendedAt);
    }

    /** Those events that this version can count; the others are listed. */
    private List<RequestEvent> usable(
            List<RequestEvent> fresh,
            GapReport gaps,
            String ownerId,
            RecordMetadata where,
            long appendedAt) {
        var unknown = fresh.stream().filter(event -> event.getPhase() == Phase.UNKNOWN).toList();
        if (unknown.isEmpty()) {
            return fresh;
        }
        skipped(where, "unknown phase");
        Instant at = Instant.ofEpochMilli(appendedAt);
        for (Range range : GapReport.rangesOf(unknown)) {
            list(gaps, gaps.skipped(range, ownerId, where.offset(), "unknown phase", at));
        }
        return fresh.stream().filter(event -> event.getPhase() != Phase.UNKNOWN).toList();
    }

    private void report(GapReport gaps, GapState state, List<Range> ranges, long appendedAt) {
        metrics.gaps(state, ranges);
        for (Range range : ranges) {
            list(gaps, gaps.of(range, state, Instant.ofEpochMilli(appendedAt)));
        }
    }

    private void list(GapReport gaps, Gap gap) {
        context.forward(
                new Record<>(gaps.topicKey(), gap, gap.getAt().toEpochMilli()),
                MeteringTopology.WRITE_GAPS);
    }

    /** A record that names no edge can't be told from its repetition, so it is not counted. */
    private boolean isUsable(@Nullable RequestBatch batch, RecordMetadata where, long appendedAt) {
        if (batch != null && !batch.getEdgeId().isEmpty() && !batch.getBoot().isEmpty()) {
            return true;
        }
        String reason = batch == null ? "no value" : "no edge or boot";
        skipped(where, reason);
        var gaps = GapReport.ofNobody(where.partition());
        Instant at = Instant.ofEpochMilli(appendedAt);
        if (batch == null || batch.getEvents().isEmpty()) {
            list(gaps, gaps.skipped(where.offset(), reason, at));
        } else {
            for (Range range : GapReport.rangesOf(batch.getEvents())) {
                list(gaps, gaps.skipped(range, batch.getOwnerId(), where.offset(), reason, at));
            }
        }
        return false;
    }

    private void skipped(RecordMetadata where, String reason) {
        log.atWarn()
                .addKeyValue("topic", where.topic())
                .addKeyValue("partition", where.partition())
                .addKeyValue("offset", where.offset())
                .addKeyValue("reason", reason)
                .log("record skipped");
        metrics.skipped(where.topic(), reason);
    }

    /**
     * Forgets a boot, unless it is heard of: it may be quiet on this partition for long and go on,
     * and what it had sent before would look lost.
     */
    private void expire(String boot, Arrivals arrivals, long now) {
        if (arrivals.arrivedAt() + BOOTS_KEPT.toMillis() < now && !heartbeats.knows(boot)) {
            received.delete(boot);
        }
    }
}
