package io.tollgate.admin.usage;

import io.tollgate.schemas.RouteUsage;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.wire.LatencySketch;
import io.tollgate.schemas.wire.UndecodableRecordException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Adds up records of usage, or one route's part of each. Which requests were late and how latencies
 * are distributed is not known of a route. Not thread-safe.
 */
final class UsageSum {
    private final SortedMap<String, Long> outcomes = new TreeMap<>();
    private final SortedMap<String, Long> statuses = new TreeMap<>();
    private final LatencySketch sketch = new LatencySketch();
    private long requests;
    private long cost;
    private long upstreamFailures;
    private long requestBytes;
    private long responseBytes;
    private long latencyMicros;
    private long late;
    private long revision;
    private boolean open;
    private boolean unreadable;
    private @Nullable Usage newest;

    /** Adds a record, or the part of it that one route has. */
    void add(Usage usage, Optional<String> routeId) {
        routeId.map(usage.getRoutes()::get).ifPresentOrElse(this::add, () -> add(usage));
        revision += usage.getRevision();
        open |= !usage.getFinal$();
        newest = usage;
    }

    private void add(Usage usage) {
        requests += usage.getRequests();
        cost += usage.getCost();
        merge(outcomes, usage.getOutcomes());
        merge(statuses, usage.getStatuses());
        upstreamFailures += usage.getUpstreamFailures();
        requestBytes += usage.getRequestBytes();
        responseBytes += usage.getResponseBytes();
        latencyMicros += usage.getLatencyMicros();
        addSketch(usage);
        late += usage.getLate();
    }

    private void addSketch(Usage usage) {
        try {
            sketch.merge(usage.getLatencySketch());
        } catch (UndecodableRecordException _) {
            unreadable = true;
        }
    }

    private void add(RouteUsage route) {
        requests += route.getRequests();
        cost += route.getCost();
        merge(outcomes, route.getOutcomes());
        merge(statuses, route.getStatuses());
        upstreamFailures += route.getUpstreamFailures();
        requestBytes += route.getRequestBytes();
        responseBytes += route.getResponseBytes();
        latencyMicros += route.getLatencyMicros();
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

    /** How latencies are distributed, empty if nothing was answered or that is not known. */
    Optional<Latencies> latencies() {
        try {
            return unreadable ? Optional.empty() : Latencies.of(sketch);
        } catch (UndecodableRecordException _) {
            return Optional.empty();
        }
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
