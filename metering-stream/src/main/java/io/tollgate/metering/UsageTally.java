package io.tollgate.metering;

import io.tollgate.schemas.Environment;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.RouteUsage;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.wire.LatencySketch;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds up the usage of one key in one window, of events or of smaller windows. Not thread-safe.
 *
 * <p>A request counts with its WHOLE or STARTED event; FINISHED only completes what STARTED could
 * not know, so no request counts twice.
 */
public final class UsageTally {
    private final String keyId;
    private String ownerId = "";
    private String planId = "";
    private Environment environment = Environment.UNKNOWN;
    private Map<String, String> tags = Map.of();
    private final Sums all;
    private final Map<String, Sums> routes = new TreeMap<>();
    private final LatencySketch latencies = new LatencySketch();
    private long late;

    /** Nothing yet of a key. */
    public UsageTally(String keyId) {
        this(keyId, new Sums());
    }

    private UsageTally(String keyId, Sums all) {
        this.keyId = keyId;
        this.all = all;
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
        all.count(event);
        if (event.getOutcome() == Outcome.ADMITTED) {
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
        all.complete(event);
        latencies.add(event.getLatencyMicros());
        if (!event.getRouteId().isEmpty()) {
            route(event.getRouteId()).complete(event);
        }
    }

    /** What a record of a window holds. */
    public static UsageTally of(Usage usage) {
        var tally = new UsageTally(usage.getKeyId(), Sums.of(usage));
        tally.ownerId = usage.getOwnerId();
        tally.planId = usage.getPlanId();
        tally.environment = usage.getEnvironment();
        tally.tags = usage.getTags();
        usage.getRoutes().forEach((id, route) -> tally.routes.put(id.intern(), Sums.of(route)));
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
        all.add(more.all);
        more.routes.forEach((id, route) -> route(id).add(route));
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
                all.requests,
                all.cost,
                all.outcomes,
                byRoute,
                all.statuses,
                all.upstreamFailures,
                all.requestBytes,
                all.responseBytes,
                all.latencyMicros,
                latencies.toBytes(),
                late,
                updatedAt);
    }

    private Sums route(String routeId) {
        return routes.computeIfAbsent(routeId, _ -> new Sums());
    }
}
