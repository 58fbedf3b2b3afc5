package io.tollgate.admin.revocation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.Alert;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An alert as it is shown, with the numbers that caused it. */
record AlertView(
        String id,
        String ruleId,
        long ruleVersion,
        String signal,
        @Nullable String keyId,
        @Nullable String ownerId,
        String windowStart,
        String windowEnd,
        Map<String, Double> evidence,
        List<String> edges,
        String action,
        String mode,
        @Nullable String restraint,
        @Nullable String revocationId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer ratePercent,
        @Nullable String endsAt,
        String message,
        String at) {

    static AlertView of(Alert alert) {
        return new AlertView(
                alert.getAlertId(),
                alert.getRuleId(),
                alert.getRuleVersion(),
                alert.getSignal().name(),
                given(alert.getKeyId()),
                given(alert.getOwnerId()),
                alert.getWindowStart().toString(),
                alert.getWindowEnd().toString(),
                alert.getEvidence(),
                alert.getEdges(),
                alert.getAction().name(),
                alert.getMode().name().toLowerCase(Locale.ROOT),
                given(alert.getRestraint()),
                given(alert.getRevocationId()),
                alert.getAction() == AbuseAction.TIGHTEN ? alert.getRatePercent() : null,
                alert.getEndsAt() == null ? null : alert.getEndsAt().toString(),
                alert.getMessage(),
                alert.getAt().toString());
    }

    private static @Nullable String given(String text) {
        return text.isEmpty() ? null : text;
    }
}
