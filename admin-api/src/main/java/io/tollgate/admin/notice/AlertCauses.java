package io.tollgate.admin.notice;

import io.tollgate.admin.notice.Notice.Audience;
import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.RuleMode;
import io.tollgate.schemas.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Alerts of rules that do more than observe: for operators, and for the owner of a key that nothing
 * was done about but to notify. What was done about a key its owner is told by the revocation.
 */
record AlertCauses(Supplier<List<Alert>> alerts) implements Causes {
    @Override
    public Stream<Cause> until(Instant now) {
        return alerts.get().stream()
                .filter(alert -> alert.getMode() == RuleMode.ENFORCE)
                .filter(alert -> alert.getAction().compareTo(AbuseAction.NOTIFY) >= 0)
                .map(alert -> new Cause(alert.getAlertId(), alert.getAt(), () -> notices(alert)));
    }

    private static List<Notice> notices(Alert alert) {
        var notices = new ArrayList<Notice>();
        if (concernsOwner(alert)) {
            notices.add(forOwner(alert));
        }
        notices.add(forOperators(alert));
        return List.copyOf(notices);
    }

    /** Anybody can report a leak again and again, so that owners hear only of what was done. */
    private static boolean concernsOwner(Alert alert) {
        return alert.getAction() == AbuseAction.NOTIFY
                && alert.getSignal() != Signal.LEAK_REPORT
                && !alert.getKeyId().isEmpty()
                && !alert.getOwnerId().isEmpty();
    }

    private static Notice forOwner(Alert alert) {
        Map<String, Object> facts = common(alert);
        facts.put("signal", alert.getSignal().name());
        return new Notice(
                alert.getSignal() == Signal.NEW_NETWORK ? "key.new-network" : "key.alert",
                Audience.OWNER,
                alert.getOwnerId(),
                alert.getKeyId(),
                facts);
    }

    private static Notice forOperators(Alert alert) {
        Map<String, Object> facts = common(alert);
        facts.put("ruleId", alert.getRuleId());
        facts.put("action", alert.getAction().name());
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

    private static Map<String, Object> common(Alert alert) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("alertId", alert.getAlertId());
        facts.put("message", alert.getMessage());
        facts.put("ownerId", alert.getOwnerId());
        facts.put("keyId", alert.getKeyId());
        facts.put("windowStart", alert.getWindowStart().toString());
        facts.put("windowEnd", alert.getWindowEnd().toString());
        if (!alert.getNetworks().isEmpty()) {
            facts.put("networks", alert.getNetworks());
        }
        return facts;
    }
}
