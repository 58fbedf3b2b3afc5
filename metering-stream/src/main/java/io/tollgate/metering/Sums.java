package io.tollgate.metering;

import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.RouteUsage;
import io.tollgate.schemas.Usage;

/**
 * What one key used, of everything or through one route, as sums. Not thread-safe.
 *
 * <p>Sums only, without a sketch of latencies: one for each route would make a record that is
 * written every second as many times larger as a key uses routes, while most keys use one, of which
 * the key's own sketch tells; the latencies of each single request are in {@code requests}.
 */
final class Sums {
    private static final String[] CLASSES = {"0xx", "1xx", "2xx", "3xx", "4xx", "5xx"};

    final Counts outcomes = new Counts();
    final Counts statuses = new Counts();
    long requests;
    long cost;
    long upstreamFailures;
    long requestBytes;
    long responseBytes;
    long latencyMicros;

    /** Counts the requests of an event that stands for some. */
    void count(RequestEvent event) {
        outcomes.add(event.getOutcome().name(), event.getCount());
        if (event.getOutcome() == Outcome.ADMITTED) {
            requests += event.getCount();
            cost += event.getCost();
        }
    }

    /** Adds what is known of an admitted request once it is answered. */
    void complete(RequestEvent event) {
        if (event.getStatus() > 0) {
            statuses.add(statusClass(event.getStatus() / 100), event.getCount());
        }
        upstreamFailures += isUpstreamFailure(event) ? event.getCount() : 0;
        requestBytes += event.getRequestBytes();
        responseBytes += event.getResponseBytes();
        latencyMicros += event.getLatencyMicros();
    }

    private static String statusClass(int hundreds) {
        return hundreds < CLASSES.length ? CLASSES[hundreds] : hundreds + "xx";
    }

    private static boolean isUpstreamFailure(RequestEvent event) {
        return switch (event.getUpstream()) {
            case FAILED, TIMEOUT -> true;
            case NONE, OK, UNKNOWN -> false;
        };
    }

    /** Adds what was counted elsewhere. */
    void add(Sums more) {
        outcomes.addAll(more.outcomes);
        statuses.addAll(more.statuses);
        requests += more.requests;
        cost += more.cost;
        upstreamFailures += more.upstreamFailures;
        requestBytes += more.requestBytes;
        responseBytes += more.responseBytes;
        latencyMicros += more.latencyMicros;
    }

    /** What a record of a window holds. */
    static Sums of(Usage usage) {
        var sums = new Sums();
        sums.outcomes.addAll(usage.getOutcomes());
        sums.statuses.addAll(usage.getStatuses());
        sums.requests = usage.getRequests();
        sums.cost = usage.getCost();
        sums.upstreamFailures = usage.getUpstreamFailures();
        sums.requestBytes = usage.getRequestBytes();
        sums.responseBytes = usage.getResponseBytes();
        sums.latencyMicros = usage.getLatencyMicros();
        return sums;
    }

    /** What the part of a record for one route holds. */
    static Sums of(RouteUsage usage) {
        var sums = new Sums();
        sums.outcomes.addAll(usage.getOutcomes());
        sums.statuses.addAll(usage.getStatuses());
        sums.requests = usage.getRequests();
        sums.cost = usage.getCost();
        sums.upstreamFailures = usage.getUpstreamFailures();
        sums.requestBytes = usage.getRequestBytes();
        sums.responseBytes = usage.getResponseBytes();
        sums.latencyMicros = usage.getLatencyMicros();
        return sums;
    }

    /** The sums as the part of a record for one route. */
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
