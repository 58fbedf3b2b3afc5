package io.tollgate.admin.usage;

import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.RouteUsage;
import io.tollgate.schemas.Usage;
import java.util.Map;
import java.util.Optional;

/** What a top list is sorted by. */
enum Measure {
    REQUESTS,
    COST,
    REFUSED,
    BYTES;

    /** Its value in a record, or in one route's part of it. */
    long of(Usage usage, Optional<RouteUsage> route) {
        return route.map(this::ofRoute).orElseGet(() -> ofAll(usage));
    }

    /** Requests that were not let in. */
    static long refused(Map<String, Long> outcomes) {
        return outcomes.entrySet().stream()
                .filter(outcome -> !outcome.getKey().equals(Outcome.ADMITTED.name()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private long ofAll(Usage usage) {
        return switch (this) {
            case REQUESTS -> usage.getRequests();
            case COST -> usage.getCost();
            case REFUSED -> refused(usage.getOutcomes());
            case BYTES -> usage.getRequestBytes() + usage.getResponseBytes();
        };
    }

    private long ofRoute(RouteUsage route) {
        return switch (this) {
            case REQUESTS -> route.getRequests();
            case COST -> route.getCost();
            case REFUSED -> refused(route.getOutcomes());
            case BYTES -> route.getRequestBytes() + route.getResponseBytes();
        };
    }
}
