package io.tollgate.metering.replay;

import io.tollgate.schemas.UsageWindow;

/**
 * Admitted requests of all compared windows of a length. Immutable. It adds up: recounted is
 * standing and in flight and missing, less the surplus.
 *
 * @param window the length
 * @param windows how many were compared
 * @param different how many differ
 * @param recounted requests by counting again
 * @param standing requests by the usage topic
 * @param inFlight requests that metering has not come to
 * @param missing requests that usage lacks
 * @param surplus requests that usage has too much
 */
public record WindowTotals(
        UsageWindow window,
        long windows,
        long different,
        long recounted,
        long standing,
        long inFlight,
        long missing,
        long surplus) {
    /** Checks that it adds up. */
    public WindowTotals {
        if (recounted != standing + inFlight + missing - surplus) {
            throw new IllegalArgumentException(
                    "%s does not add up: %d are not %d + %d + %d - %d"
                            .formatted(window, recounted, standing, inFlight, missing, surplus));
        }
    }
}
