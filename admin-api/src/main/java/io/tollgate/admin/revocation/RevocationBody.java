package io.tollgate.admin.revocation;

import io.tollgate.admin.http.JsonFields;
import io.tollgate.admin.http.Shape;
import io.tollgate.schemas.RevocationAction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A revocation as operators ask for it.
 *
 * @param duration how long a suspension lasts, if it was said so
 * @param endsAt when a suspension ends, if it was said so
 * @param dryRun whether only to say whom it would hit
 */
record RevocationBody(
        Target target,
        RevocationAction action,
        String reason,
        Optional<Duration> duration,
        Optional<Instant> endsAt,
        String caseReference,
        boolean dryRun) {
    private static final Shape<Duration> LENGTH =
            Shape.duration(Duration.ofSeconds(1), Duration.ofDays(366));

    static RevocationBody read(JsonFields fields, Instant now) {
        Optional<Target> target = fields.object("target", Target::read);
        if (target.isEmpty()) {
            fields.reject("target", "is missing; it must be an object that says which keys to hit");
        }
        RevocationAction action =
                fields.required(
                        "action", Shape.choice(RevocationAction.REVOKE, RevocationAction.SUSPEND));
        Optional<Duration> duration = fields.optional("duration", LENGTH);
        Optional<Instant> endsAt = fields.optional("endsAt", Shape.time());
        if (action == RevocationAction.REVOKE) {
            duration.ifPresent(_ -> fields.reject("duration", "is for SUSPEND only"));
            endsAt.ifPresent(_ -> fields.reject("endsAt", "is for SUSPEND only"));
        } else if (duration.isPresent() && endsAt.isPresent()) {
            fields.reject("endsAt", "can't be given together with duration");
        }
        endsAt.filter(time -> !time.isAfter(now))
                .ifPresent(_ -> fields.reject("endsAt", "must be in the future, in ISO 8601"));
        return new RevocationBody(
                target.orElse(Target.NONE),
                action,
                fields.required("reason", Shape.text(1, 500)),
                duration,
                endsAt,
                fields.optional("caseReference", Shape.text(0, 200)).orElse(""),
                fields.optional("dryRun", Shape.flag()).orElse(false));
    }

    /** When the suspension ends that begins at a time; empty if it does not. */
    Optional<Instant> end(Instant now) {
        return endsAt.or(() -> duration.map(now::plus));
    }
}
