package io.tollgate.edge.rehearsal;

import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Revocation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an edge would say, and how it comes to that.
 *
 * @param status of the edge's own answer; empty if the request is admitted
 * @param detail what the client would be told, or that it is admitted
 * @param key the key, if one is known
 * @param routeId the route that matches, empty if none does
 * @param steps up to the one that decides
 * @param revocations those that hit the key now, tightenings among them
 * @param limits those of the key, as far as its owner and plan vouch for it
 */
public record Rehearsed(
        Outcome outcome,
        OptionalInt status,
        String detail,
        Optional<ApiKey> key,
        Optional<String> routeId,
        List<Step> steps,
        List<Revocation> revocations,
        List<LimitState> limits) {}
