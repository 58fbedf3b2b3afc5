package io.tollgate.metering.abuse;

import io.tollgate.metering.state.ConductStep;
import io.tollgate.metering.state.RuleConduct;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a signal saw of late, in the steps of a window that slides by a tenth of its length. Times
 * in milliseconds since the epoch. Not thread-safe.
 */
final class Window {
    private final NavigableMap<Long, Step> steps = new TreeMap<>();

    /** The edges that told of hits, and the start of the last step for which they did. */
    private final Map<String, Long> edges = new TreeMap<>();

    /**
     * All things of the steps together, kept from one measuring to the next while no step goes;
     * null if it must be made.
     */
    private @Nullable Distinct together;

    // Sums of the steps, since they are asked for with each batch.
    private long hits;
    private long all;

    private static final class Step {
        private long hits;
        private long all;
        private Distinct distinct = new Distinct();
    }

    static Window of(RuleConduct state) {
        var window = new Window();
        window.edges.putAll(state.getEdges());
        for (ConductStep kept : state.getSteps()) {
            var step = new Step();
            step.hits = kept.getHits();
            step.all = kept.getAll();
            step.distinct = Distinct.of(kept.getDistinct());
            window.steps.put(kept.getStart(), step);
            window.hits += step.hits;
            window.all += step.all;
        }
        return window;
    }

    List<ConductStep> stepsToState() {
        return steps.entrySet().stream()
                .map(entry -> {
                    Step step = entry.getValue();
                    return new ConductStep(
                            entry.getKey(), step.hits, step.all, step.distinct.bytes());
                })
                .toList();
    }

    /** Takes note of what an edge told. */
    void note(ActiveRule rule, long at, String edgeId, Sight sight) {
        long start = Math.floorDiv(at, rule.stepMillis()) * rule.stepMillis();
        Step step = steps.computeIfAbsent(start, _ -> new Step());
        step.hits += sight.hits();
        step.all += sight.all();
        hits += sight.hits();
        all += sight.all();
        if (sight.hits() > 0) {
            edges.merge(edgeId, start, Math::max);
        }
        if (!sight.thing().isEmpty()) {
            step.distinct.add(sight.thing());
            if (together != null) {
                together.add(sight.thing());
            }
        }
        while (steps.firstKey() < start(rule)) {
            Step gone = steps.pollFirstEntry().getValue();
            hits -= gone.hits;
            all -= gone.all;
            together = null;
        }
    }

    /** The edges that told of hits, and the start of the last step for which they did. */
    Map<String, Long> edgesToState() {
        edges.values().removeIf(last -> steps.isEmpty() || last < steps.firstKey());
        return Map.copyOf(edges);
    }

    /** Start of the window that ends with the newest step. */
    long start(ActiveRule rule) {
        return end(rule) - rule.window().toMillis();
    }

    /** End of the newest step. */
    long end(ActiveRule rule) {
        return steps.isEmpty() ? 0 : steps.lastKey() + rule.stepMillis();
    }

    long hits() {
        return hits;
    }

    long all() {
        return all;
    }

    /** How many different things were among the hits. */
    long distinct() {
        if (together == null) {
            together = Distinct.union(steps.values().stream().map(step -> step.distinct).toList());
        }
        return together.estimate();
    }

    /** The edges that told of hits, in order. */
    List<String> edges() {
        return edgesToState().keySet().stream().sorted().toList();
    }

    void clear() {
        steps.clear();
        edges.clear();
        hits = 0;
        all = 0;
        together = null;
    }
}
