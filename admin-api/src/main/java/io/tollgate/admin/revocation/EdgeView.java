package io.tollgate.admin.revocation;

import io.tollgate.schemas.EdgeStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A start of an edge as it is shown.
 *
 * @param standing LIVE, UNREACHABLE or GONE, as we see it
 * @param state what it said of itself
 * @param saidAt when its last heartbeat was made, on its own clock
 * @param silentMillis how long ago that arrived; what follows is as old
 * @param held requests that it holds near the end of a limit, null if it does not say
 * @param holds holds since its start that have ended, null if it does not say
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
        String saidAt,
        long silentMillis,
        @Nullable Long stateAgeMillis,
        @Nullable String blocked,
        long outboxEvents,
        long dropped,
        Map<String, Long> applied,
        Map<String, Long> outcomes,
        @Nullable Long held,
        @Nullable Long holds,
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
                status.getAt().toString(),
                seen.silent().toMillis(),
                known(status.getStateAgeMillis()),
                status.getBlocked().isEmpty() ? null : status.getBlocked(),
                status.getOutboxEvents(),
                status.getDropped(),
                status.getApplied(),
                status.getOutcomes(),
                known(status.getHeld()),
                known(status.getHolds()),
                cutOff ? seen.boot().mayAdmitUntil() : null);
    }

    private static @Nullable Long known(long number) {
        return number < 0 ? null : number;
    }
}
