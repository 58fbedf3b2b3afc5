package io.tollgate.metering;

import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.RouteUsage;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds up what one key used through one route, as {@link UsageTally} does for all of them. Not
 * thread-safe.
 *
 * <p>Sums only. A sketch of latencies for each route would make a record that is written every
 * second as many times larger as a key uses routes, while most keys use one, of which the key's own
 * sketch tells; the latencies of each single request are in {@code requests}.
 */
final class RouteTally {
    private final Map<String, Long> outcomes = new TreeMap<>();
    private final Map<String, Long> statuses = new TreeMap<>();
    private long requests;
    private long cost;
    private long upstreamFailures;
    private long requestBytes;
    private long responseBytes;
    private long latencyMicros;

    /** Counts the requests of an event that stands for some. */
    void count(RequestEvent event) {
        outcomes.merge(event.getOutcome().name(), event.getCount(), Long::sum);
        if (event.getOutcome() == Outcome.ADMITTED) {
            requests += event.getCount();
            cost += event.getCost();
        }
    }

    /** Adds what is known of an admitted request once it is answered. */
    void complete(RequestEvent event) {
        if (event.getStatus() > 0) {
            statuses.merge(UsageTally.statusClass(event), event.getCount(), Long::sum);
        }
        upstreamFailures += UsageTally.isUpstreamFailure(event) ? event.getCount() : 0;
        requestBytes += event.getRequestBytes();
        responseBytes += event.getResponseBytes();
        latencyMicros += event.getLatencyMicros();
    }

    /** What a part of a record holds. */
    static RouteTally of(RouteUsage usage) {
        var tally = new RouteTally();
        tally.outcomes.putAll(usage.getOutcomes());
        tally.statuses.putAll(usage.getStatuses());
        tally.requests = usage.getRequests();
        tally.cost = usage.getCost();
        tally.upstreamFailures = usage.getUpstreamFailures();
        tally.requestBytes = usage.getRequestBytes();
        tally.responseBytes = usage.getResponseBytes();
        tally.latencyMicros = usage.getLatencyMicros();
        return tally;
    }

    /** Adds what was counted elsewhere. */
    void add(RouteTally more) {
        more.outcomes.forEach((outcome, count) -> outcomes.merge(outcome, count, Long::sum));
        more.statuses.forEach((status, count) -> statuses.merge(status, count, Long::sum));
        requests += more.requests;
        cost += more.cost;
        upstreamFailures += more.upstreamFailures;
        requestBytes += more.requestBytes;
        responseBytes += more.responseBytes;
        latencyMicros += more.latencyMicros;
    }

    /** The sums as a part of a record. */
    RouteUsage toUsage() {
        return new RouteUsage(
                requests,
                cost,
                outcomes,
                statuses,
                upstreamFailures,
                requestBytes,
                responseBytes,
                latencyMicros);
    }
}
