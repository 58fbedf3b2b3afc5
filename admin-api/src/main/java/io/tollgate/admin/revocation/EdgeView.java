package io.tollgate.admin.revocation;

import io.tollgate.schemas.EdgeStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A start of an edge as it is shown.
 *
 * @param standing LIVE, UNREACHABLE or GONE, as we see it
 * @param state what it said of itself
 * @param stateAgeMillis age of its control state at its last heartbeat, null if unknown
 * @param mayAdmitUntil until when it may let requests pass if it is cut off, or unbounded; null if
 *     it is not
 */
record EdgeView(
        String edgeId,
        String boot,
        String name,
        String version,
        int featureLevel,
        String address,
        String standing,
        String state,
        String startedAt,
        String lastHeardAt,
        @Nullable Long stateAgeMillis,
        @Nullable String blocked,
        long outboxEvents,
        long dropped,
        Map<String, Long> applied,
        Map<String, Long> outcomes,
        @Nullable String mayAdmitUntil) {

    static EdgeView of(EdgeRegister.Seen seen) {
        EdgeStatus status = seen.boot().status();
        boolean cutOff = seen.standing() == EdgeBoot.Standing.UNREACHABLE;
        return new EdgeView(
                status.getEdgeId(),
                status.getBoot(),
                status.getName(),
                status.getVersion(),
                status.getFeatureLevel(),
                status.getAddress(),
                seen.standing().name(),
                status.getState().name(),
                status.getStartedAt().toString(),
                seen.boot().heardAt().toString(),
                status.getStateAgeMillis() < 0 ? null : status.getStateAgeMillis(),
                status.getBlocked().isEmpty() ? null : status.getBlocked(),
                status.getOutboxEvents(),
                status.getDropped(),
                status.getApplied(),
                status.getOutcomes(),
                cutOff ? seen.boot().mayAdmitUntil() : null);
    }
}
