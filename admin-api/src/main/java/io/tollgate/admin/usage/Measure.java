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

    /** Whether it is counted of each route of a key, and not of the key only. */
    boolean isByRoute() {
        return switch (this) {
            case REQUESTS, COST -> true;
            case REFUSED, BYTES -> false;
        };
    }

    /** Its value in a record, or in one route's part of it. */
    long of(Usage usage, Optional<RouteUsage> route) {
        return switch (this) {
            case REQUESTS -> route.map(RouteUsage::getRequests).orElse(usage.getRequests());
            case COST -> route.map(RouteUsage::getCost).orElse(usage.getCost());
            case REFUSED -> refused(usage.getOutcomes());
            case BYTES -> usage.getRequestBytes() + usage.getResponseBytes();
        };
    }

    /** Requests that were not let in. */
    static long refused(Map<String, Long> outcomes) {
        return outcomes.entrySet().stream()
                .filter(outcome -> !outcome.getKey().equals(Outcome.ADMITTED.name()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
