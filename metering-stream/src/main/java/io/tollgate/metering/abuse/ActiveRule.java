package io.tollgate.metering.abuse;

import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.Rule;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * A rule of abuse detection with its words read. Immutable.
 *
 * @param rule as operators wrote it
 * @param sensor of its signal
 * @param window over which the signal is measured
 * @param suspendFor how long a suspension lasts
 * @param tightenFor how long a tightening lasts
 * @param repeatWithin how far back suspensions count as repetition
 * @param coolDown how long a key is left alone after an alert
 */
public record ActiveRule(
        Rule rule,
        Sensor sensor,
        Duration window,
        Duration suspendFor,
        Duration tightenFor,
        Duration repeatWithin,
        Duration coolDown) {
    /** A window moves on by this part of its length. */
    private static final int STEPS = 10;

    /** For how long what is usual for a subject that keeps quiet is remembered. */
    private static final Duration USUAL = Duration.ofDays(60);

    public ActiveRule {
        if (window.toMillis() < STEPS) {
            throw new IllegalArgumentException("the window " + window + " is too short");
        }
        if (suspendFor.isNegative() || suspendFor.isZero()) {
            throw new IllegalArgumentException("suspendFor must be more than " + suspendFor);
        }
        if (tightenFor.isNegative() || tightenFor.isZero()) {
            throw new IllegalArgumentException("tightenFor must be more than " + tightenFor);
        }
        int percent = rule.getTightenPercent();
        if (percent < 1 || percent > 99) {
            throw new IllegalArgumentException("tightenPercent is 1 to 99, not " + percent);
        }
    }

    /**
     * Reads a rule.
     *
     * @throws IllegalArgumentException if a time in it is none, or nothing here sees its signal
     */
    public static ActiveRule of(Rule rule) {
        Sensor sensor =
                Sensor.of(rule.getSignal())
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "no event tells of the signal " + rule.getSignal()));
        try {
            return new ActiveRule(
                    rule,
                    sensor,
                    Duration.parse(rule.getWindow()),
                    Duration.parse(rule.getSuspendFor()),
                    Duration.parse(rule.getTightenFor()),
                    Duration.parse(rule.getRepeatWithin()),
                    Duration.parse(rule.getCoolDown()));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not a duration in ISO 8601: " + e.getMessage(), e);
        }
    }

    long stepMillis() {
        return Math.ceilDiv(window.toMillis(), STEPS);
    }

    boolean exempts(Subject subject, String ownerId) {
        return rule.getExemptOwners().contains(ownerId)
                || (subject instanceof Subject.Key(String id) && rule.getExemptKeys().contains(id));
    }

    /** How long after its last request what a subject did may still matter. */
    Duration memory() {
        Duration usual = sensor.knowsUsual() ? USUAL : Duration.ZERO;
        Duration tightened = rule.getAction() == AbuseAction.TIGHTEN ? tightenFor : Duration.ZERO;
        return Collections.max(List.of(window, coolDown, tightened, repeatWithin, usual));
    }
}
