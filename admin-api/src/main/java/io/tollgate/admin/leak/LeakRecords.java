package io.tollgate.admin.leak;

import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationAction;
import io.tollgate.schemas.RevocationKind;
import io.tollgate.schemas.RuleMode;
import io.tollgate.schemas.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is written about a leak. */
final class LeakRecords {
    /** Stands for a rule in alerts; there is none of this name. */
    static final String RULE = "leak-report";

    private LeakRecords() {}

    /** Ends the use of a key, or pauses it until a time. */
    static Revocation revocation(
            String id, ApiKey key, LeakReport report, Optional<Instant> end, Instant now) {
        return Revocation.newBuilder()
                .setKind(RevocationKind.REVOCATION)
                .setRevocationId(id)
                .setVersion(1)
                .setAction(end.isPresent() ? RevocationAction.SUSPEND : RevocationAction.REVOKE)
                .setKeyIds(List.of(key.getKeyId()))
                .setCreatedAt(now)
                .setEndsAt(end.orElse(null))
                .setReason(report.reason())
                .setActor(report.via().actor())
                .setCaseReference(report.place())
                .build();
    }

    /** Says what was done. */
    static Alert alert(ApiKey key, LeakReport report, Revocation revocation, Instant now) {
        boolean pause = revocation.getAction() == RevocationAction.SUSPEND;
        return alert(key, now)
                .setAlertId(idOf(revocation, ""))
                .setAction(pause ? AbuseAction.SUSPEND : AbuseAction.REVOKE)
                .setRevocationId(revocation.getRevocationId())
                .setEndsAt(revocation.getEndsAt())
                .setMessage(
                        message(key, report)
                                + (pause
                                        ? "; suspended until " + revocation.getEndsAt()
                                        : "; revoked"))
                .build();
    }

    /** Says that nothing was done, since a person has withdrawn what was done before. */
    static Alert repeated(ApiKey key, LeakReport report, Revocation withdrawn, Instant now) {
        String restraint = withdrawn.getRevocationId() + " was withdrawn";
        return alert(key, now)
                .setAlertId(idOf(withdrawn, "-again"))
                .setAction(AbuseAction.NOTIFY)
                .setRestraint(restraint)
                .setMessage(message(key, report) + " again; nothing was done, since " + restraint)
                .build();
    }

    private static Alert.Builder alert(ApiKey key, Instant now) {
        return Alert.newBuilder()
                .setRuleId(RULE)
                .setRuleVersion(0)
                .setSignal(Signal.LEAK_REPORT)
                .setKeyId(key.getKeyId())
                .setOwnerId(key.getOwnerId())
                .setWindowStart(now)
                .setWindowEnd(now)
                .setEvidence(Map.of("reports", 1.0))
                .setMode(RuleMode.ENFORCE)
                .setAt(now);
    }

    private static String message(ApiKey key, LeakReport report) {
        String place = report.place().isEmpty() ? "" : " (" + report.place() + ")";
        return key.getKeyId() + " was " + report.reason() + place;
    }

    /** Names the alert after the revocation, so that the two are easily told to belong together. */
    private static String idOf(Revocation revocation, String suffix) {
        return revocation.getRevocationId().replaceFirst("^rev_", "alert_") + suffix;
    }
}
