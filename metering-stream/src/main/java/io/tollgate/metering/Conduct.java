package io.tollgate.metering;

import io.tollgate.metering.state.ConductStep;
import io.tollgate.metering.state.KeyConduct;
import io.tollgate.metering.state.PastSuspension;
import io.tollgate.schemas.AbuseAction;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What one key did in the eyes of one rule: requests in the steps of a window that slides by a
 * tenth of its length, and what the rule did about it. Times in milliseconds since the epoch. Not
 * thread-safe.
 */
final class Conduct {
    private final NavigableMap<Long, ConductStep> steps = new TreeMap<>();
    private final List<PastSuspension> suspensions = new ArrayList<>();
    private long alertedAt;
    private String lastAction = "";
    private long keepUntil;

    static Conduct of(KeyConduct state) {
        var conduct = new Conduct();
        state.getSteps().forEach(step -> conduct.steps.put(step.getStart(), step));
        conduct.suspensions.addAll(state.getSuspensions());
        conduct.alertedAt = state.getAlertedAt();
        conduct.lastAction = state.getLastAction();
        conduct.keepUntil = state.getKeepUntil();
        return conduct;
    }

    KeyConduct toState() {
        return new KeyConduct(
                List.copyOf(steps.values()),
                alertedAt,
                lastAction,
                List.copyOf(suspensions),
                keepUntil);
    }

    /** When nothing in here matters any more. */
    long keepUntil() {
        return keepUntil;
    }

    /** Says when nothing in here matters any more. */
    void keepUntil(long millis) {
        keepUntil = millis;
    }

    /** Takes note of requests, of which some were refused as LIMITED, that an edge told of. */
    void note(ActiveRule rule, long at, String edgeId, long limited, long all) {
        long start = Math.floorDiv(at, rule.stepMillis()) * rule.stepMillis();
        steps.merge(start, step(start, edgeId, limited, all), Conduct::sum);
        steps.headMap(windowStart(rule)).clear();
    }

    private static ConductStep step(long start, String edgeId, long limited, long all) {
        return new ConductStep(start, limited, all, limited > 0 ? List.of(edgeId) : List.of());
    }

    private static ConductStep sum(ConductStep a, ConductStep b) {
        return new ConductStep(
                a.getStart(),
                a.getLimited() + b.getLimited(),
                a.getAll() + b.getAll(),
                union(a.getEdges(), b.getEdges()));
    }

    private static List<String> union(List<String> some, List<String> more) {
        if (some.containsAll(more)) {
            return some;
        }
        Set<String> all = new TreeSet<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    /** Start of the window that ends with the newest step. */
    long windowStart(ActiveRule rule) {
        return windowEnd(rule) - rule.window().toMillis();
    }

    /** End of the newest step. */
    long windowEnd(ActiveRule rule) {
        return steps.isEmpty() ? 0 : steps.lastKey() + rule.stepMillis();
    }

    long limited() {
        return steps.values().stream().mapToLong(ConductStep::getLimited).sum();
    }

    long all() {
        return steps.values().stream().mapToLong(ConductStep::getAll).sum();
    }

    /** The edges that told of requests refused as LIMITED, in order. */
    List<String> edges() {
        Set<String> edges = new TreeSet<>();
        steps.values().forEach(step -> edges.addAll(step.getEdges()));
        return List.copyOf(edges);
    }

    /** Suspensions since a time that stand. */
    int suspensionsSince(long since, Predicate<String> withdrawn) {
        suspensions.removeIf(past -> past.getAt() < since);
        return (int)
                suspensions.stream()
                        .filter(past -> !withdrawn.test(past.getRevocationId()))
                        .count();
    }

    /**
     * Whether the rule has just raised an alert and leaves the key alone. That it only notified
     * does not keep it from acting once there is reason to.
     */
    boolean isCoolingDown(ActiveRule rule, AbuseAction action, long now) {
        boolean recent = alertedAt > 0 && now < alertedAt + rule.coolDown().toMillis();
        return recent && !(acts(action) && !acts(AbuseAction.valueOf(lastAction)));
    }

    private static boolean acts(AbuseAction action) {
        return action.compareTo(AbuseAction.NOTIFY) > 0;
    }

    /** Remembers an alert. */
    void alerted(AbuseAction action, long now) {
        alertedAt = now;
        lastAction = action.name();
    }

    /** Remembers that the key was suspended; what it did until then has been answered. */
    void suspended(String revocationId, long now, long until) {
        suspensions.add(new PastSuspension(revocationId, now, until));
        steps.clear();
    }

    /**
     * What the key did until this time has been answered by a suspension: edges that hear of it
     * late, or tell late, must not make a repetition of it. A suspension that was withdrawn answers
     * only what led to it.
     */
    long answeredUntil(Predicate<String> withdrawn) {
        return suspensions.stream()
                .mapToLong(past ->
                        withdrawn.test(past.getRevocationId()) ? past.getAt() : past.getUntil())
                .max()
                .orElse(Long.MIN_VALUE);
    }

    /** Forgets what it did until now, which has been answered. */
    void answered() {
        steps.clear();
    }
}
