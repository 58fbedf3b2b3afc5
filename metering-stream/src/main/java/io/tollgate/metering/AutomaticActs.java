package io.tollgate.metering;

import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.rules.Automation;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows what was done about keys, and says whether rules may act once more: the last barrier before
 * a bad rule ends the keys of everybody. Not thread-safe.
 */
final class AutomaticActs {
    private static final Duration HOUR = Duration.ofHours(1);

    private Automation bounds = Automation.DEFAULT;

    /** All revocations that were ever seen, withdrawn ones included. */
    private final Set<String> known = new HashSet<>();

    /** When rules acted of late, by the id of the revocation. */
    private final Map<String, Instant> acts = new HashMap<>();

    /** Works within these bounds from now on. */
    void boundBy(Automation newBounds) {
        bounds = newBounds;
    }

    /** Whether there is or was a revocation of that id. */
    boolean knows(String revocationId) {
        return known.contains(revocationId);
    }

    /** Takes note of a revocation, which may be a person's, or gone or undecodable: null. */
    void note(String revocationId, @Nullable Revocation revocation) {
        known.add(revocationId);
        if (revocation != null
                && !revocation.getAlertId().isEmpty()
                && !revocation.getWithdrawnBy().equals(Automation.WITHHELD_BY)) {
            acts.putIfAbsent(revocationId, revocation.getCreatedAt());
        }
    }

    /** Why rules may not act now; empty if they may. */
    Optional<String> restraint(Instant now) {
        if (!bounds.enabled()) {
            return Optional.of("automatic actions are switched off");
        }
        acts.values().removeIf(at -> at.isBefore(now.minus(HOUR)));
        if (acts.size() >= bounds.mostPerHour()) {
            return Optional.of(
                    "rules have acted as often as they may in an hour: " + bounds.mostPerHour());
        }
        return Optional.empty();
    }
}
