package io.tollgate.metering;

import io.tollgate.schemas.Environment;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.RouteUsage;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.wire.LatencySketch;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds up the usage of one key in one window, of events or of smaller windows. Not thread-safe.
 *
 * <p>A request counts with its WHOLE or STARTED event; FINISHED only completes what STARTED could
 * not know, so no request counts twice.
 */
public final class UsageTally {
    private static final List<String> CLASSES = List.of("0xx", "1xx", "2xx", "3xx", "4xx", "5xx");

    private final String keyId;
    private String ownerId = "";
    private String planId = "";
    private Environment environment = Environment.UNKNOWN;
    private Map<String, String> tags = Map.of();
    private final Map<String, Long> outcomes = new TreeMap<>();
    private final Map<String, RouteTally> routes = new TreeMap<>();
    private final Map<String, Long> statuses = new TreeMap<>();
    private long requests;
    private long cost;
    private long upstreamFailures;
    private long requestBytes;
    private long responseBytes;
    private long latencyMicros;
    private final LatencySketch latencies = new LatencySketch();
    private long late;

    /** Nothing yet of a key. */
    public UsageTally(String keyId) {
        this.keyId = keyId;
    }

    String keyId() {
        return keyId;
    }

    /** Adds an event of one of the owner's keys. */
    public void add(RequestEvent event, String owner, boolean tooLate) {
        ownerId = owner;
        planId = event.getPlanId();
        environment = event.getEnvironment();
        tags = event.getTags();
        switch (event.getPhase()) {
            case WHOLE -> {
                count(event, tooLate);
                complete(event);
            }
            case STARTED -> count(event, tooLate);
            case FINISHED -> complete(event);
            case UNKNOWN -> {}
        }
    }

    private void count(RequestEvent event, boolean tooLate) {
        outcomes.merge(event.getOutcome().name(), event.getCount(), Long::sum);
        if (event.getOutcome() == Outcome.ADMITTED) {
            requests += event.getCount();
            cost += event.getCost();
            late += tooLate ? event.getCount() : 0;
        }
        if (!event.getRouteId().isEmpty()) {
            route(event.getRouteId()).count(event);
        }
    }

    private void complete(RequestEvent event) {
        if (event.getOutcome() != Outcome.ADMITTED) {
            return;
        }
        if (event.getStatus() > 0) {
            statuses.merge(statusClass(event), event.getCount(), Long::sum);
        }
        if (isUpstreamFailure(event)) {
            upstreamFailures += event.getCount();
        }
        requestBytes += event.getRequestBytes();
        responseBytes += event.getResponseBytes();
        latencyMicros += event.getLatencyMicros();
        latencies.add(event.getLatencyMicros());
        if (!event.getRouteId().isEmpty()) {
            route(event.getRouteId()).complete(event);
        }
    }

    /** The class of an answer's status, such as 2xx. */
    static String statusClass(RequestEvent event) {
        int hundreds = event.getStatus() / 100;
        return hundreds < CLASSES.size() ? CLASSES.get(hundreds) : hundreds + "xx";
    }

    /** Whether the upstream did not answer. */
    static boolean isUpstreamFailure(RequestEvent event) {
        return switch (event.getUpstream()) {
            case FAILED, TIMEOUT -> true;
            case NONE, OK, UNKNOWN -> false;
        };
    }

    /** What a record of a window holds. */
    public static UsageTally of(Usage usage) {
        var tally = new UsageTally(usage.getKeyId());
        tally.ownerId = usage.getOwnerId();
        tally.planId = usage.getPlanId();
        tally.environment = usage.getEnvironment();
        tally.tags = usage.getTags();
        tally.outcomes.putAll(usage.getOutcomes());
        usage.getRoutes().forEach((id, route) -> tally.routes.put(id, RouteTally.of(route)));
        tally.statuses.putAll(usage.getStatuses());
        tally.requests = usage.getRequests();
        tally.cost = usage.getCost();
        tally.upstreamFailures = usage.getUpstreamFailures();
        tally.requestBytes = usage.getRequestBytes();
        tally.responseBytes = usage.getResponseBytes();
        tally.latencyMicros = usage.getLatencyMicros();
        tally.latencies.merge(usage.getLatencySketch());
        tally.late = usage.getLate();
        return tally;
    }

    /** Adds what was counted elsewhere; it is taken to be newer than what is here. */
    public void add(UsageTally more) {
        ownerId = more.ownerId;
        planId = more.planId;
        environment = more.environment;
        tags = more.tags;
        more.outcomes.forEach((outcome, count) -> outcomes.merge(outcome, count, Long::sum));
        more.routes.forEach((id, route) -> route(id).add(route));
        more.statuses.forEach((status, count) -> statuses.merge(status, count, Long::sum));
        requests += more.requests;
        cost += more.cost;
        upstreamFailures += more.upstreamFailures;
        requestBytes += more.requestBytes;
        responseBytes += more.responseBytes;
        latencyMicros += more.latencyMicros;
        latencies.merge(more.latencies);
        late += more.late;
    }

    /** The sums as a record of a window. */
    public Usage toUsage(UsageSpan span, long revision, boolean closed, Instant updatedAt) {
        var byRoute = new TreeMap<String, RouteUsage>();
        routes.forEach((id, route) -> byRoute.put(id, route.toUsage()));
        return new Usage(
                keyId,
                ownerId,
                planId,
                environment,
                tags,
                span.window(),
                span.start(),
                span.end(),
                revision,
                closed,
                requests,
                cost,
                outcomes,
                byRoute,
                statuses,
                upstreamFailures,
                requestBytes,
                responseBytes,
                latencyMicros,
                latencies.toBytes(),
                late,
                updatedAt);
    }

    private RouteTally route(String routeId) {
        return routes.computeIfAbsent(routeId, _ -> new RouteTally());
    }
}
