package io.tollgate.metering;

import io.tollgate.schemas.Rule;
import java.time.DateTimeException;
import java.time.Duration;

/**
 * A rule of abuse detection with its times read. Immutable.
 *
 * @param rule as operators wrote it
 * @param window over which the signal is measured
 * @param suspendFor how long a suspension lasts
 * @param repeatWithin how far back suspensions count as repetition
 * @param coolDown how long a key is left alone after an alert
 */
record ActiveRule(
        Rule rule, Duration window, Duration suspendFor, Duration repeatWithin, Duration coolDown) {
    /** A window moves on by this part of its length. */
    private static final int STEPS = 10;

    ActiveRule {
        if (window.toMillis() < STEPS) {
            throw new IllegalArgumentException("the window " + window + " is too short");
        }
        if (suspendFor.isNegative() || suspendFor.isZero()) {
            throw new IllegalArgumentException("suspendFor must be more than " + suspendFor);
        }
    }

    /**
     * Reads a rule.
     *
     * @throws IllegalArgumentException if a time in it is none
     */
    static ActiveRule of(Rule rule) {
        try {
            return new ActiveRule(
                    rule,
                    Duration.parse(rule.getWindow()),
                    Duration.parse(rule.getSuspendFor()),
                    Duration.parse(rule.getRepeatWithin()),
                    Duration.parse(rule.getCoolDown()));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not a duration in ISO 8601: " + e.getMessage(), e);
        }
    }

    long stepMillis() {
        return Math.ceilDiv(window.toMillis(), STEPS);
    }

    boolean exempts(String keyId, String ownerId) {
        return rule.getExemptKeys().contains(keyId) || rule.getExemptOwners().contains(ownerId);
    }

    /** How long after its last request what a key did may still matter. */
    Duration memory() {
        Duration longest = window.compareTo(coolDown) > 0 ? window : coolDown;
        return longest.compareTo(repeatWithin) > 0 ? longest : repeatWithin;
    }
}
