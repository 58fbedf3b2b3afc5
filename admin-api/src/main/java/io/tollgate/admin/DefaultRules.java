package io.tollgate.admin;

import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.Rule;
import io.tollgate.schemas.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The rules of a new installation. What no honest client does for long leads to a suspension, and
 * is on, and so is what looks at refused keys only. The others can be switched on, since each of
 * them looks at every request, and what they see may have a reason that only people know.
 */
public final class DefaultRules {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private DefaultRules() {}

    /** The rules, as written at a time. */
    public static List<Rule> at(Instant now) {
        return List.of(
                        told("client-errors", Signal.CLIENT_ERRORS, 0.95, TEN_MINUTES, DAY)
                                .setMinimum(500),
                        suspended("hammering", Signal.THROTTLED_SENT_ON, 0.9, MINUTE)
                                .setMinimum(300)
                                .setRevokeAfter(3),
                        told("leaked-key", Signal.DISTINCT_SOURCES, 8, HOUR, DAY).setMinimum(20),
                        told("revoked-key", Signal.REVOKED_KEY_USE, 1, HOUR, DAY),
                        told("runaway", Signal.VOLUME, 5, TEN_MINUTES, Duration.ofHours(6))
                                .setMinimum(1_000),
                        suspended("scanner", Signal.DISTINCT_MISSING_PATHS, 200, TEN_MINUTES)
                                .setMinimum(300),
                        told("stuffing", Signal.REFUSED_KEYS, 300, MINUTE, HOUR).setEnabled(true))
                .stream()
                .map(rule -> rule.setUpdatedAt(now).build())
                .toList();
    }

    private static Rule.Builder told(
            String id, Signal signal, double threshold, Duration window, Duration coolDown) {
        return rule(id, signal, threshold, window)
                .setEnabled(false)
                .setAction(AbuseAction.NOTIFY)
                .setCoolDown(coolDown.toString());
    }

    private static Rule.Builder suspended(
            String id, Signal signal, double threshold, Duration window) {
        return rule(id, signal, threshold, window)
                .setAction(AbuseAction.SUSPEND)
                .setSuspendFor("PT5M");
    }

    private static Rule.Builder rule(String id, Signal signal, double threshold, Duration window) {
        return Rule.newBuilder()
                .setRuleId(id)
                .setVersion(1)
                .setSignal(signal)
                .setThreshold(threshold)
                .setWindow(window.toString());
    }
}
