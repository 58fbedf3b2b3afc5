package io.tollgate.standalone;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes rates of the heartbeats that come in. Not thread-safe. */
final class FleetWatch {
    /** News of a revocation comes between two beats; so short a time says nothing of a rate. */
    private static final Duration SHORTEST = Duration.ofMillis(500);

    private static final Duration LATE = Duration.ofSeconds(3);

    private final Map<String, EdgeSample> bases = new HashMap<>();
    private final Map<String, EdgeRates> rates = new HashMap<>();

    /**
     * An edge with what it did in a second.
     *
     * @param rates empty before a second heartbeat has come, and when the next one is overdue
     * @param late whether it is overdue, so that all that is known is old
     */
    record Line(EdgeSample edge, Optional<EdgeRates> rates, boolean late) {}

    /** Takes the newest heartbeat of each edge. */
    List<Line> take(List<EdgeSample> edges) {
        edges.forEach(this::take);
        var present = edges.stream().map(EdgeSample::id).toList();
        bases.keySet().retainAll(present);
        rates.keySet().retainAll(present);
        return edges.stream().filter(edge -> !edge.gone()).map(this::line).toList();
    }

    private void take(EdgeSample edge) {
        EdgeSample base = bases.get(edge.id());
        if (base == null) {
            bases.put(edge.id(), edge);
        } else if (Duration.between(base.saidAt(), edge.saidAt()).compareTo(SHORTEST) >= 0) {
            rates.put(edge.id(), EdgeRates.between(base, edge));
            bases.put(edge.id(), edge);
        }
    }

    private Line line(EdgeSample edge) {
        boolean late = edge.silent().compareTo(LATE) >= 0;
        return new Line(
                edge, late ? Optional.empty() : Optional.ofNullable(rates.get(edge.id())), late);
    }
}
