package io.tollgate.metering;

import io.tollgate.schemas.Charge;
import io.tollgate.schemas.Door;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.Upstream;
import java.time.Instant;
import java.util.List;

/** Makes the events and batches that an edge would send. */
final class Requests {
    static final String KEY = "key_1";
    static final String OWNER = "acme";
    static final String EDGE = "edge-1";
    static final String BOOT = "b007";

    private Requests() {}

    static RequestEvent admitted(long sequence, Instant at, Charge... charges) {
        return event(sequence, at).setCharges(List.of(charges)).build();
    }

    static RequestEvent limited(long sequence, Instant at, long count) {
        return event(sequence, at)
                .setOutcome(Outcome.LIMITED)
                .setCount(count)
                .setCost(0)
                .setStatus(429)
                .build();
    }

    static RequestEvent.Builder event(long sequence, Instant at) {
        return RequestEvent.newBuilder()
                .setSequence(sequence)
                .setPhase(Phase.WHOLE)
                .setOutcome(Outcome.ADMITTED)
                .setCount(1)
                .setAt(at)
                .setKeyId(KEY)
                .setPlanId("free")
                .setEnvironment(Environment.LIVE)
                .setRouteId("all")
                .setDoor(Door.PROXY)
                .setMethod("GET")
                .setCost(1)
                .setStatus(200)
                .setUpstream(Upstream.OK)
                .setRequestBytes(10)
                .setResponseBytes(100)
                .setLatencyMicros(1_000);
    }

    static RequestBatch batch(long sentBefore, RequestEvent... events) {
        return batch(EDGE, sentBefore, List.of(events));
    }

    static RequestBatch batch(String edge, long sentBefore, List<RequestEvent> events) {
        return new RequestBatch(edge, BOOT, OWNER, sentBefore, events);
    }

    /** A charge of one against a limit of the key by the minute. */
    static Charge perMinute(long amount, Instant windowStart) {
        return new Charge(
                "minute", LimitScope.KEY, LimitKind.RATE, "PT1M", windowStart, amount, 1L);
    }
}
