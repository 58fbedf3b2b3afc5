package io.tollgate.admin.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tollgate.schemas.RouteUsage;
import io.tollgate.schemas.Usage;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Usage of a key in a window as it is shown. Where a route was asked for, requests and cost are
 * those of the route.
 *
 * @param isFinal whether nothing more will be added
 */
record UsageView(
        String windowStart,
        String windowEnd,
        String keyId,
        String ownerId,
        String planId,
        String environment,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String routeId,
        long requests,
        long cost,
        Map<String, Long> outcomes,
        Map<String, Long> statuses,
        long upstreamFailures,
        long requestBytes,
        long responseBytes,
        long latencyMicros,
        long late,
        long revision,
        @com.fasterxml.jackson.annotation.JsonProperty("final") boolean isFinal) {

    static UsageView of(Usage usage, Optional<String> routeId) {
        Optional<RouteUsage> route = routeId.map(usage.getRoutes()::get);
        return new UsageView(
                usage.getWindowStart().toString(),
                usage.getWindowEnd().toString(),
                usage.getKeyId(),
                usage.getOwnerId(),
                usage.getPlanId(),
                usage.getEnvironment().name().toLowerCase(Locale.ROOT),
                routeId.orElse(null),
                route.map(RouteUsage::getRequests).orElse(usage.getRequests()),
                route.map(RouteUsage::getCost).orElse(usage.getCost()),
                new TreeMap<>(usage.getOutcomes()),
                new TreeMap<>(usage.getStatuses()),
                usage.getUpstreamFailures(),
                usage.getRequestBytes(),
                usage.getResponseBytes(),
                usage.getLatencyMicros(),
                usage.getLate(),
                usage.getRevision(),
                usage.getFinal$());
    }
}
