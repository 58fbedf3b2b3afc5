package io.tollgate.admin.notice;

import io.tollgate.admin.notice.Notice.Audience;
import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.RuleMode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Alerts of rules that do more than observe; for operators. */
record AlertCauses(Supplier<List<Alert>> alerts) implements Causes {
    @Override
    public Stream<Cause> until(Instant now) {
        return alerts.get().stream()
                .filter(alert -> alert.getMode() == RuleMode.ENFORCE)
                .filter(alert -> alert.getAction().compareTo(AbuseAction.NOTIFY) >= 0)
                .map(alert ->
                        new Cause(alert.getAlertId(), alert.getAt(), () -> List.of(notice(alert))));
    }

    private static Notice notice(Alert alert) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("alertId", alert.getAlertId());
        facts.put("ruleId", alert.getRuleId());
        facts.put("action", alert.getAction().name());
        facts.put("message", alert.getMessage());
        facts.put("ownerId", alert.getOwnerId());
        facts.put("keyId", alert.getKeyId());
        facts.put("windowStart", alert.getWindowStart().toString());
        facts.put("windowEnd", alert.getWindowEnd().toString());
        facts.put("evidence", alert.getEvidence());
        if (!alert.getRestraint().isEmpty()) {
            facts.put("restraint", alert.getRestraint());
        }
        if (!alert.getRevocationId().isEmpty()) {
            facts.put("revocationId", alert.getRevocationId());
        }
        return new Notice(
                "alert.raised", Audience.OPERATORS, alert.getOwnerId(), alert.getKeyId(), facts);
    }
}
