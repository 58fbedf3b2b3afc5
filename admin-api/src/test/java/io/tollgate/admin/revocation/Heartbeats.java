package io.tollgate.admin.revocation;

import io.tollgate.admin.table.TopicRecord;
import io.tollgate.schemas.EdgeState;
import io.tollgate.schemas.EdgeStatus;
import java.time.Instant;
import java.util.Map;

/** Makes heartbeats for tests. */
public final class Heartbeats {
    /** When they are sent. */
    public static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

    private Heartbeats() {}

    /** One of an edge that has applied revocations up to an offset. */
    public static EdgeStatus.Builder of(String edgeId, long applied) {
        return EdgeStatus.newBuilder()
                .setEdgeId(edgeId)
                .setBoot("b1")
                .setName("name of " + edgeId)
                .setVersion("1")
                .setFeatureLevel(1)
                .setAddress("http://localhost")
                .setState(EdgeState.READY)
                .setNumber(1)
                .setStartedAt(NOON)
                .setAt(NOON)
                .setApplied(Map.of("revocations|0", applied))
                .setLeaseMillis(-1);
    }

    /** As one comes in. */
    public static TopicRecord<EdgeStatus> live(EdgeStatus.Builder status) {
        EdgeStatus built = status.build();
        return new TopicRecord<>(
                built.getEdgeId() + "|" + built.getBoot(), built, 0, 0, NOON, true);
    }

    /** As one is read that was written before the start. */
    public static TopicRecord<EdgeStatus> past(EdgeStatus.Builder status, Instant time) {
        EdgeStatus built = status.build();
        return new TopicRecord<>(
                built.getEdgeId() + "|" + built.getBoot(), built, 0, 0, time, false);
    }
}
