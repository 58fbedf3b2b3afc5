package io.tollgate.admin.usage;

import io.tollgate.schemas.RouteUsage;
import io.tollgate.schemas.Usage;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Adds up records of usage, or one route's part of each. Of a route requests and cost are known and
 * nothing else. Not thread-safe.
 */
final class UsageSum {
    private final SortedMap<String, Long> outcomes = new TreeMap<>();
    private final SortedMap<String, Long> statuses = new TreeMap<>();
    private long requests;
    private long cost;
    private long upstreamFailures;
    private long requestBytes;
    private long responseBytes;
    private long latencyMicros;
    private long late;
    private long revision;
    private boolean open;
    private @Nullable Usage newest;

    /** Adds a record, or the part of it that one route has. */
    void add(Usage usage, Optional<String> routeId) {
        Optional<RouteUsage> route = routeId.map(usage.getRoutes()::get);
        requests += Measure.REQUESTS.of(usage, route);
        cost += Measure.COST.of(usage, route);
        merge(outcomes, usage.getOutcomes());
        merge(statuses, usage.getStatuses());
        upstreamFailures += usage.getUpstreamFailures();
        requestBytes += usage.getRequestBytes();
        responseBytes += usage.getResponseBytes();
        latencyMicros += usage.getLatencyMicros();
        late += usage.getLate();
        revision += usage.getRevision();
        open |= !usage.getFinal$();
        newest = usage;
    }

    /** The record that was added last. */
    Optional<Usage> newest() {
        return Optional.ofNullable(newest);
    }

    /** Whether there is something, and nothing more will be added to any of it. */
    boolean isFinal() {
        return newest != null && !open;
    }

    long requests() {
        return requests;
    }

    long cost() {
        return cost;
    }

    SortedMap<String, Long> outcomes() {
        return outcomes;
    }

    SortedMap<String, Long> statuses() {
        return statuses;
    }

    long upstreamFailures() {
        return upstreamFailures;
    }

    long requestBytes() {
        return requestBytes;
    }

    long responseBytes() {
        return responseBytes;
    }

    long latencyMicros() {
        return latencyMicros;
    }

    long late() {
        return late;
    }

    /** Rises with each change of any record in it. */
    long revision() {
        return revision;
    }

    private static void merge(Map<String, Long> sums, Map<String, Long> more) {
        more.forEach((name, count) -> sums.merge(name, count, Long::sum));
    }
}
