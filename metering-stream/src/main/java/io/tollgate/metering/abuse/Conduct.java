package io.tollgate.metering.abuse;

import io.tollgate.metering.state.PastSuspension;
import io.tollgate.metering.state.RuleConduct;
import io.tollgate.schemas.AbuseAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What one subject did in the eyes of one rule, and what the rule did about it. Times in
 * milliseconds since the epoch. Not thread-safe.
 */
final class Conduct {
    private final Window window;
    private final Usual usual;
    private final List<PastSuspension> suspensions;
    private long alertedAt;
    private String lastAction;
    private long keepUntil;

    /** Of somebody new. */
    Conduct() {
        this(new RuleConduct(List.of(), Map.of(), Usual.unknown(), 0L, "", List.of(), 0L));
    }

    Conduct(RuleConduct state) {
        window = Window.of(state);
        usual = Usual.of(state.getUsual());
        suspensions = new ArrayList<>(state.getSuspensions());
        alertedAt = state.getAlertedAt();
        lastAction = state.getLastAction();
        keepUntil = state.getKeepUntil();
    }

    RuleConduct toState() {
        return new RuleConduct(
                window.stepsToState(),
                window.edgesToState(),
                usual.toState(),
                alertedAt,
                lastAction,
                List.copyOf(suspensions),
                keepUntil);
    }

    /** What it did of late. */
    Window window() {
        return window;
    }

    /** What is usual for it. */
    Usual usual() {
        return usual;
    }

    /** When nothing in here matters any more. */
    long keepUntil() {
        return keepUntil;
    }

    /** Takes note of what an edge told, if it has not been answered yet. */
    void note(ActiveRule rule, long at, String edgeId, Sight sight, long now) {
        window.note(rule, at, edgeId, sight);
        if (rule.sensor().knowsUsual()) {
            usual.note(at, sight);
        }
        keepUntil = now + rule.memory().toMillis();
    }

    /** Suspensions since a time that stand. */
    int suspensionsSince(long since, Function<String, Standing> standing) {
        suspensions.removeIf(past -> past.getAt() < since);
        return (int)
                suspensions.stream()
                        .filter(past -> past.getUntil() > past.getAt())
                        .filter(past -> standing.apply(past.getRevocationId()) == Standing.STANDS)
                        .count();
    }

    /**
     * The most that somebody found right after all, by withdrawing the suspension or tightening
     * that it led to; 0 if nothing.
     */
    double forgiven(Function<String, Standing> standing) {
        return suspensions.stream()
                .filter(past -> standing.apply(past.getRevocationId()) == Standing.WITHDRAWN)
                .mapToDouble(PastSuspension::getValue)
                .max()
                .orElse(0);
    }

    /**
     * Whether the rule has just raised an alert and leaves the subject alone, and does not tighten
     * what it has tightened. That it only notified does not keep it from acting once there is
     * reason to.
     */
    boolean isCoolingDown(ActiveRule rule, AbuseAction action, long now) {
        boolean tightened =
                action == AbuseAction.TIGHTEN && lastAction.equals(AbuseAction.TIGHTEN.name());
        long leftAlone =
                Math.max(rule.coolDown().toMillis(), tightened ? rule.tightenFor().toMillis() : 0L);
        boolean recent = alertedAt > 0 && now < alertedAt + leftAlone;
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
    void suspended(String revocationId, long now, long until, double value) {
        suspensions.add(new PastSuspension(revocationId, now, until, value));
        window.clear();
    }

    /**
     * Remembers that the key's rates were lowered; what led to it has been answered. It goes on
     * being used, so what it does from now on counts.
     */
    void tightened(String revocationId, long now, double value) {
        suspended(revocationId, now, now, value);
    }

    /**
     * What the key did until this time has been answered by a suspension: edges that hear of it
     * late, or tell late, must not make a repetition of it. A suspension that was withdrawn, or
     * withheld, answers only what led to it.
     */
    long answeredUntil(Function<String, Standing> standing) {
        return suspensions.stream()
                .mapToLong(past ->
                        standing.apply(past.getRevocationId()) == Standing.STANDS
                                ? past.getUntil()
                                : past.getAt())
                .max()
                .orElse(Long.MIN_VALUE);
    }

    /** Forgets what it did until now, which has been answered. */
    void answered() {
        window.clear();
    }
}
