package io.tollgate.admin.revocation;

import io.tollgate.schemas.EdgeState;
import io.tollgate.schemas.EdgeStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of one start of one edge.
 *
 * @param status its newest heartbeat
 * @param heardNanos when that arrived, on our ticker
 * @param heardAt when that arrived, in wall time
 */
public record EdgeBoot(EdgeStatus status, long heardNanos, Instant heardAt) {
    /** How long an edge may be silent before it counts as unreachable. */
    public static final Duration SILENCE = Duration.ofSeconds(5);

    private static final String REVOCATIONS = "revocations|0";

    /** Whether an edge has to be counted on, and whether it can be heard. */
    public enum Standing {
        /** It sends heartbeats. */
        LIVE,
        /** It fell silent without leaving: it may still be admitting. */
        UNREACHABLE,
        /** It left, its lease is over, or it was silent for too long to be still there. */
        GONE
    }

    /**
     * Where the edge stands. One that fell silent counts until its lease is over; where its plans
     * serve without bound, or there is a newer start of the same edge, which can only be once the
     * old process has ended, until it is forgotten or at once.
     */
    Standing standing(long nowNanos, Duration forgetAfter, boolean superseded) {
        Duration silent = Duration.ofNanos(nowNanos - heardNanos);
        if (status.getState() == EdgeState.LEFT) {
            return Standing.GONE;
        }
        if (silent.compareTo(SILENCE) < 0) {
            return Standing.LIVE;
        }
        Duration countsFor = lease().orElse(forgetAfter);
        boolean over = silent.compareTo(countsFor) >= 0;
        return superseded || over ? Standing.GONE : Standing.UNREACHABLE;
    }

    /** How long the edge may go on admitting after its last heartbeat; empty for without bound. */
    Optional<Duration> lease() {
        long millis = status.getLeaseMillis();
        return millis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
    }

    /** Until when the edge may admit if it is cut off: a time, or unbounded. */
    String mayAdmitUntil() {
        return lease().map(heardAt::plus).map(Instant::toString).orElse("unbounded");
    }

    /** Whether the edge says that it enforces what is at an offset of the topic revocations. */
    boolean enforces(long offset) {
        return status.getApplied().getOrDefault(REVOCATIONS, 0L) > offset;
    }

    /** Names this start of this edge. */
    String id() {
        return status.getEdgeId() + "|" + status.getBoot();
    }
}
