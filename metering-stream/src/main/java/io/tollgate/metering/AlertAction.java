package io.tollgate.metering;

import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationAction;
import io.tollgate.schemas.RevocationKind;
import io.tollgate.schemas.RuleMode;
import io.tollgate.schemas.rules.Automation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Says which revocation an alert asks for. */
final class AlertAction {
    private AlertAction() {}

    /**
     * The revocation of an alert that is to be acted on; its id is the one that the alert names.
     */
    static Optional<Revocation> revocationFor(Alert alert, Instant now) {
        if (alert.getMode() != RuleMode.ENFORCE
                || alert.getRevocationId().isEmpty()
                || alert.getKeyId().isEmpty()) {
            return Optional.empty();
        }
        return actionFor(alert.getAction())
                .map(action ->
                        Revocation.newBuilder()
                                .setKind(RevocationKind.REVOCATION)
                                .setRevocationId(alert.getRevocationId())
                                .setVersion(1)
                                .setAction(action)
                                .setKeyIds(List.of(alert.getKeyId()))
                                .setCreatedAt(now)
                                .setEndsAt(alert.getEndsAt())
                                .setRatePercent(alert.getRatePercent())
                                .setReason(alert.getMessage())
                                .setActor(alert.getRuleId())
                                .setAlertId(alert.getAlertId())
                                .build());
    }

    /** The same, withdrawn before it began: it tells everybody that it was withheld, and why. */
    static Revocation withheld(Revocation revocation, String why) {
        return Revocation.newBuilder(revocation)
                .setWithdrawnAt(revocation.getCreatedAt())
                .setWithdrawnBy(Automation.WITHHELD_BY)
                .setReason(revocation.getReason() + " (withheld: " + why + ")")
                .build();
    }

    private static Optional<RevocationAction> actionFor(AbuseAction action) {
        return switch (action) {
            case SUSPEND -> Optional.of(RevocationAction.SUSPEND);
            case REVOKE -> Optional.of(RevocationAction.REVOKE);
            case TIGHTEN -> Optional.of(RevocationAction.TIGHTEN);
            case UNKNOWN, OBSERVE, NOTIFY -> Optional.empty();
        };
    }
}
