package io.tollgate.metering;

import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.Rule;
import io.tollgate.schemas.RuleMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Judges a key that goes on sending while it is throttled: too large a share of its requests was
 * refused as LIMITED. Pure, but for what it notes in the {@link Conduct}.
 */
final class SentOnRule {
    private static final String ONE_WORD =
            "only one edge of several told of it, so nothing is done but to notify";
    private static final String NO_TIGHTENING =
            "limits can't be tightened yet, so nothing is done but to notify";

    private final ActiveRule active;
    private final Rule rule;
    private final int fleet;
    private final Predicate<String> withdrawn;

    /**
     * The rule in a situation.
     *
     * @param fleet number of live edges
     * @param withdrawn whether a revocation was withdrawn, by id
     */
    SentOnRule(ActiveRule active, int fleet, Predicate<String> withdrawn) {
        this.active = active;
        this.rule = active.rule();
        this.fleet = fleet;
        this.withdrawn = withdrawn;
    }

    private record Response(AbuseAction action, String restraint) {}

    /** The alert that a key's conduct is worth, if any; the conduct remembers it. */
    Optional<Alert> judge(String keyId, String ownerId, Conduct conduct, Instant now) {
        long all = conduct.all();
        double share = all == 0 ? 0 : (double) conduct.limited() / all;
        if (conduct.limited() == 0 || all < rule.getMinimum() || share < rule.getThreshold()) {
            return Optional.empty();
        }
        int before =
                conduct.suspensionsSince(
                        now.minus(active.repeatWithin()).toEpochMilli(), withdrawn);
        Response response = restrained(ladder(before), conduct.edges());
        if (conduct.isCoolingDown(active, response.action(), now.toEpochMilli())) {
            return Optional.empty();
        }
        Alert alert = alert(keyId, ownerId, conduct, response, before, now);
        remember(conduct, alert, response, now);
        return Optional.of(alert);
    }

    private AbuseAction ladder(int suspensionsBefore) {
        boolean repeated =
                rule.getRevokeAfter() > 0 && suspensionsBefore >= rule.getRevokeAfter() - 1;
        return rule.getAction() == AbuseAction.SUSPEND && repeated
                ? AbuseAction.REVOKE
                : rule.getAction();
    }

    private Response restrained(AbuseAction action, List<String> edges) {
        return switch (action) {
            case UNKNOWN, OBSERVE, NOTIFY -> new Response(action, "");
            case TIGHTEN -> new Response(AbuseAction.NOTIFY, NO_TIGHTENING);
            case SUSPEND, REVOKE ->
                    edges.size() < 2 && fleet > 1
                            ? new Response(AbuseAction.NOTIFY, ONE_WORD)
                            : new Response(action, "");
        };
    }

    private Alert alert(
            String keyId,
            String ownerId,
            Conduct conduct,
            Response response,
            int before,
            Instant now) {
        long start = conduct.windowStart(active);
        String cause = rule.getRuleId() + "|" + keyId + "|" + start;
        boolean suspends = response.action() == AbuseAction.SUSPEND;
        boolean enforced =
                rule.getMode() == RuleMode.ENFORCE
                        && (suspends || response.action() == AbuseAction.REVOKE);
        return Alert.newBuilder()
                .setAlertId("alert_" + hash(cause + "|" + response.action()))
                .setRuleId(rule.getRuleId())
                .setRuleVersion(rule.getVersion())
                .setSignal(rule.getSignal())
                .setKeyId(keyId)
                .setOwnerId(ownerId)
                .setWindowStart(Instant.ofEpochMilli(start))
                .setWindowEnd(Instant.ofEpochMilli(conduct.windowEnd(active)))
                .setEvidence(evidence(conduct, before))
                .setEdges(conduct.edges())
                .setAction(response.action())
                .setMode(rule.getMode())
                .setRestraint(response.restraint())
                .setRevocationId(enforced ? "rev_" + hash(cause) : "")
                .setEndsAt(enforced && suspends ? now.plus(active.suspendFor()) : null)
                .setMessage(message(keyId, conduct, response))
                .setAt(now)
                .build();
    }

    private Map<String, Double> evidence(Conduct conduct, int before) {
        return Map.of(
                "limited", (double) conduct.limited(),
                "requests", (double) conduct.all(),
                "share", (double) conduct.limited() / conduct.all(),
                "threshold", rule.getThreshold(),
                "minimum", (double) rule.getMinimum(),
                "edges", (double) conduct.edges().size(),
                "fleet", (double) fleet,
                "suspensionsBefore", (double) before);
    }

    private String message(String keyId, Conduct conduct, Response response) {
        return String.format(
                Locale.ROOT,
                "%s went on while throttled: %d of %d requests within %s were refused as LIMITED, on"
                        + " %d of %d edges; action %s%s",
                keyId,
                conduct.limited(),
                conduct.all(),
                active.window(),
                conduct.edges().size(),
                Math.max(fleet, conduct.edges().size()),
                response.action(),
                rule.getMode() == RuleMode.ENFORCE ? "" : " (observed only)");
    }

    private void remember(Conduct conduct, Alert alert, Response response, Instant now) {
        long at = now.toEpochMilli();
        conduct.alerted(response.action(), at);
        if (!alert.getRevocationId().isEmpty() && response.action() == AbuseAction.SUSPEND) {
            conduct.suspended(alert.getRevocationId(), at, at + active.suspendFor().toMillis());
        } else if (response.restraint().isEmpty()) {
            conduct.answered();
        }
    }

    /** The same for the same cause, so that a replay names the same alert and revocation. */
    private static String hash(String cause) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(cause.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java lacks SHA-256", e);
        }
    }
}
