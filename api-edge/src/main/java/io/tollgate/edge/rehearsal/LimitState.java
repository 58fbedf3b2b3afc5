package io.tollgate.edge.rehearsal;

import io.tollgate.edge.limit.LimitSpec;
import io.tollgate.schemas.Throttle;
import java.util.Optional;

/**
 * A limit of a key before the request.
 *
 * @param limit as it holds now
 * @param agreed the amount before tightenings
 * @param subject the key or owner that it counts for
 * @param remaining units of cost, by what metering has told; never below 0. Without a view it is
 *     the most that can be left
 * @param resetSeconds until more becomes available, at least 1
 * @param view what metering told last of this window or the one before; empty if nothing, since
 *     little is used or metering is away
 */
public record LimitState(
        LimitSpec limit,
        long agreed,
        String subject,
        long remaining,
        long resetSeconds,
        Optional<Throttle> view) {}
