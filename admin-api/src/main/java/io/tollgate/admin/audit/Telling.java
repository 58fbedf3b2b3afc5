package io.tollgate.admin.audit;

import io.tollgate.schemas.AuditEntry;
import io.tollgate.schemas.AuditPhase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What an entry is to say, before it has a place in the chain.
 *
 * @param at when it is said
 * @param phase before or after the effect
 * @param intent sequence of the intent that an outcome belongs to; -1 in an intent, and where there
 *     was none
 * @param actor who
 * @param action what is done
 * @param target to what
 * @param reason why, as the actor says
 * @param difference what changes, as JSON
 * @param result how it ended, empty in an intent
 */
record Telling(
        Instant at,
        AuditPhase phase,
        long intent,
        String actor,
        String action,
        String target,
        String reason,
        String difference,
        String result) {
    static final long NO_INTENT = -1;

    /** Cuts the time as entries do. */
    Telling {
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }

    static Telling intent(Instant at, Deed deed, String target, String difference) {
        return new Telling(
                at,
                AuditPhase.INTENT,
                NO_INTENT,
                deed.actor(),
                deed.action(),
                target,
                "",
                difference,
                "");
    }

    /** How what was intended here ended. */
    Telling outcome(Instant when, long sequence, String how) {
        return new Telling(when, AuditPhase.OUTCOME, sequence, actor, action, target, "", "", how);
    }

    /** The entry, to be tied to a chain. */
    AuditEntry.Builder entry() {
        return AuditEntry.newBuilder()
                .setAt(at)
                .setPhase(phase)
                .setIntent(intent)
                .setActor(actor)
                .setAction(action)
                .setTarget(target)
                .setReason(reason)
                .setDifference(difference)
                .setResult(result);
    }
}
