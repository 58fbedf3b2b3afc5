package io.tollgate.metering.replay;

import io.tollgate.schemas.EdgeState;
import io.tollgate.schemas.EdgeStatus;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.OutboxProgress;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.Upstream;
import io.tollgate.schemas.wire.AvroSerde;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Makes what edges send. */
final class Batches {
    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    static final String OWNER = "acme";
    static final String KEY = "key_1";

    static {
        // Avro builds only records that it was told to trust, which our serde does when it is used.
        new AvroSerde<>(RequestBatch.class).close();
    }

    private Batches() {}

    static RequestEvent event(long sequence, Instant at, String key) {
        return RequestEvent.newBuilder()
                .setSequence(sequence)
                .setPhase(Phase.WHOLE)
                .setOutcome(Outcome.ADMITTED)
                .setAt(at)
                .setKeyId(key)
                .setPlanId("free")
                .setEnvironment(Environment.LIVE)
                .setRouteId("all")
                .setCost(2)
                .setStatus(200)
                .setUpstream(Upstream.OK)
                .setResponseBytes(100)
                .setLatencyMicros(1_000)
                .build();
    }

    /** The events from a sequence, included, to another, excluded. */
    static RequestBatch batch(Boot boot, long sentBefore, Instant at, long from, long to) {
        return batch(boot, sentBefore, at, LongStream.range(from, to).boxed().toList());
    }

    static RequestBatch batch(Boot boot, long sentBefore, Instant at, List<Long> sequences) {
        List<RequestEvent> events = sequences.stream().map(s -> event(s, at, KEY)).toList();
        return new RequestBatch(boot.edgeId(), boot.boot(), OWNER, sentBefore, events);
    }

    static EdgeStatus heartbeat(Boot boot, EdgeState state, Map<String, OutboxProgress> outbox) {
        return EdgeStatus.newBuilder()
                .setEdgeId(boot.edgeId())
                .setBoot(boot.boot())
                .setName("name of " + boot.edgeId())
                .setVersion("1")
                .setFeatureLevel(1)
                .setAddress("")
                .setState(state)
                .setNumber(1)
                .setStartedAt(NOON)
                .setAt(NOON)
                .setOutbox(outbox)
                .build();
    }
}
