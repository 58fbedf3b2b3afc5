package io.tollgate.metering.abuse;

import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.Rule;
import io.tollgate.schemas.RuleMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Judges what a subject did by one rule. Pure, but for what it notes in the {@link Conduct}. */
final class Judge {
    private static final String ONE_WORD =
            "only one edge of several told of it, so nothing is done but to notify";

    private final ActiveRule active;
    private final Rule rule;
    private final int fleet;
    private final Function<String, Standing> standing;

    /**
     * The rule in a situation.
     *
     * @param fleet number of live edges
     * @param standing what became of a revocation, by id
     */
    Judge(ActiveRule active, int fleet, Function<String, Standing> standing) {
        this.active = active;
        this.rule = active.rule();
        this.fleet = fleet;
        this.standing = standing;
    }

    private record Response(AbuseAction action, String restraint) {}

    /** The alert that a subject's conduct is worth, if any; the conduct remembers it. */
    Optional<Alert> judge(Subject subject, String ownerId, Conduct conduct, Instant now) {
        if (!knowsEnough(conduct, now.toEpochMilli())) {
            return Optional.empty();
        }
        Finding finding = active.sensor().measure(conduct, active);
        if (finding.seen() < rule.getMinimum() || !exceeds(finding.value(), conduct)) {
            return Optional.empty();
        }
        int before =
                conduct.suspensionsSince(now.minus(active.repeatWithin()).toEpochMilli(), standing);
        Response response = restrained(ladder(before), conduct.window().edges());
        if (conduct.isCoolingDown(active, response.action(), now.toEpochMilli())) {
            return Optional.empty();
        }
        Alert alert = alert(subject, ownerId, conduct, finding, response, before, now);
        remember(conduct, alert, finding.value(), response, now);
        return Optional.of(alert);
    }

    /** Cheap, since it is asked for each batch: no measure is above the number of requests. */
    private boolean knowsEnough(Conduct conduct, long now) {
        return conduct.window().hits() > 0
                && conduct.window().all() >= rule.getMinimum()
                && (!active.sensor().knowsUsual() || conduct.usual().hasLearned(now));
    }

    /** What an operator found right once must be exceeded to be wrong. */
    private boolean exceeds(double value, Conduct conduct) {
        return value >= rule.getThreshold()
                && (active.sensor().isShare() || value > conduct.forgiven(standing));
    }

    private AbuseAction ladder(int suspensionsBefore) {
        boolean repeated =
                rule.getRevokeAfter() > 0 && suspensionsBefore >= rule.getRevokeAfter() - 1;
        return rule.getAction() == AbuseAction.SUSPEND && repeated
                ? AbuseAction.REVOKE
                : rule.getAction();
    }

    private Response restrained(AbuseAction action, List<String> edges) {
        String restraint =
                switch (action) {
                    case UNKNOWN, OBSERVE, NOTIFY -> "";
                    case TIGHTEN, SUSPEND, REVOKE -> restraint(edges);
                };
        return restraint.isEmpty()
                ? new Response(action, "")
                : new Response(AbuseAction.NOTIFY, restraint);
    }

    private String restraint(List<String> edges) {
        String always = active.sensor().restraint();
        return always.isEmpty() && edges.size() < 2 && fleet > 1 ? ONE_WORD : always;
    }

    private Alert alert(
            Subject subject,
            String ownerId,
            Conduct conduct,
            Finding finding,
            Response response,
            int before,
            Instant now) {
        Window window = conduct.window();
        long start = window.start(active);
        String cause = rule.getRuleId() + "|" + subject.name() + "|" + start;
        AbuseAction action = response.action();
        boolean enforced =
                rule.getMode() == RuleMode.ENFORCE && action.compareTo(AbuseAction.NOTIFY) > 0;
        return Alert.newBuilder()
                .setAlertId("alert_" + hash(cause + "|" + action))
                .setRuleId(rule.getRuleId())
                .setRuleVersion(rule.getVersion())
                .setSignal(rule.getSignal())
                .setKeyId(subject instanceof Subject.Key(String id) ? id : "")
                .setOwnerId(ownerId)
                .setWindowStart(Instant.ofEpochMilli(start))
                .setWindowEnd(Instant.ofEpochMilli(window.end(active)))
                .setEvidence(evidence(finding, window, before))
                .setEdges(window.edges())
                .setAction(action)
                .setMode(rule.getMode())
                .setRestraint(response.restraint())
                .setRevocationId(enforced ? "rev_" + hash(cause) : "")
                .setRatePercent(action == AbuseAction.TIGHTEN ? rule.getTightenPercent() : 100)
                .setEndsAt(enforced ? end(action, now) : null)
                .setMessage(message(subject, finding, window, response))
                .setAt(now)
                .build();
    }

    private @Nullable Instant end(AbuseAction action, Instant now) {
        return switch (action) {
            case TIGHTEN -> now.plus(active.tightenFor());
            case SUSPEND -> now.plus(active.suspendFor());
            case UNKNOWN, OBSERVE, NOTIFY, REVOKE -> null;
        };
    }

    private Map<String, Double> evidence(Finding finding, Window window, int before) {
        var evidence = new HashMap<>(finding.evidence());
        evidence.put("threshold", rule.getThreshold());
        evidence.put("minimum", (double) rule.getMinimum());
        evidence.put("edges", (double) window.edges().size());
        evidence.put("fleet", (double) fleet);
        evidence.put("suspensionsBefore", (double) before);
        return evidence;
    }

    private String message(Subject subject, Finding finding, Window window, Response response) {
        int edges = window.edges().size();
        return String.format(
                Locale.ROOT,
                "%s %s, on %d of %d edges; action %s%s",
                switch (subject) {
                    case Subject.Key(String id) -> id;
                    case Subject.Source(String network) -> network;
                },
                finding.words(),
                edges,
                Math.max(fleet, edges),
                response.action(),
                rule.getMode() == RuleMode.ENFORCE ? "" : " (observed only)");
    }

    private void remember(
            Conduct conduct, Alert alert, double value, Response response, Instant now) {
        long at = now.toEpochMilli();
        conduct.alerted(response.action(), at);
        if (!alert.getRevocationId().isEmpty() && response.action() == AbuseAction.SUSPEND) {
            long until = at + active.suspendFor().toMillis();
            conduct.suspended(alert.getRevocationId(), at, until, value);
        } else if (!alert.getRevocationId().isEmpty() && response.action() == AbuseAction.TIGHTEN) {
            conduct.tightened(alert.getRevocationId(), at, value);
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
