package io.tollgate.standalone;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What an edge did in a second, between two of its heartbeats.
 *
 * @param outcomes requests by outcome
 * @param holds holds that ended; empty if it does not say
 */
record EdgeRates(Map<String, Double> outcomes, OptionalDouble holds) {
    private static final double NANOS = 1e9;

    /** Rates between two heartbeats of one start of an edge, the second later than the first. */
    static EdgeRates between(EdgeSample before, EdgeSample after) {
        double seconds = Duration.between(before.saidAt(), after.saidAt()).toNanos() / NANOS;
        var outcomes = new TreeMap<String, Double>();
        after.outcomes()
                .forEach((outcome, count) -> {
                    long more = count - before.outcomes().getOrDefault(outcome, 0L);
                    if (more > 0) {
                        outcomes.put(outcome, more / seconds);
                    }
                });
        boolean told = after.holds().isPresent() && before.holds().isPresent();
        return new EdgeRates(
                outcomes,
                told
                        ? OptionalDouble.of(
                                (after.holds().getAsLong() - before.holds().getAsLong()) / seconds)
                        : OptionalDouble.empty());
    }

    /** All requests. */
    double requests() {
        return outcomes.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Requests that were not let in. */
    double refused() {
        return requests() - outcomes.getOrDefault("ADMITTED", 0.0);
    }
}
