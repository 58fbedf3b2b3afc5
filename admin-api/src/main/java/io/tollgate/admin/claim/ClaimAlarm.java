package io.tollgate.admin.claim;

import io.tollgate.admin.table.Appender;
import io.tollgate.admin.table.WriteRefusedException;
import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.Claim;
import io.tollgate.schemas.RuleMode;
import io.tollgate.schemas.Signal;
import io.tollgate.schemas.topics.Topics;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells operators that a link was used a second time: somebody else may have been first. Told once
 * for each link. Thread-safe.
 */
public final class ClaimAlarm {
    private static final Logger log = LoggerFactory.getLogger(ClaimAlarm.class);

    /** Stands for a rule in alerts; there is none of this name. */
    static final String RULE = "claim-link-used-again";

    private final Predicate<String> known;
    private final Topics topics;
    private final Appender appender;
    private final InstantSource clock;

    /** Raised here, but not read back yet; no more than there are links. */
    private final Set<String> raised = ConcurrentHashMap.newKeySet();

    /**
     * An alarm.
     *
     * @param known whether an alert was raised before
     */
    public ClaimAlarm(
            Predicate<String> known, Topics topics, Appender appender, InstantSource clock) {
        this.known = known;
        this.topics = topics;
        this.appender = appender;
        this.clock = clock;
    }

    /** Raises the alert, if it was not raised before. */
    void raise(Claim claim) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String id = claim.getClaimId().replaceFirst("^claim_", "alert_");
        if (known.test(id) || !raised.add(id)) {
            return;
        }
        log.atWarn()
                .addKeyValue("claim", claim.getClaimId())
                .addKeyValue("key", claim.getKeyId())
                .log("a claim link was used again");
        Alert alert =
                Alert.newBuilder()
                        .setAlertId(id)
                        .setRuleId(RULE)
                        .setRuleVersion(0)
                        .setSignal(Signal.UNKNOWN)
                        .setKeyId(claim.getKeyId())
                        .setOwnerId(claim.getOwnerId())
                        .setWindowStart(now)
                        .setWindowEnd(now)
                        .setEvidence(Map.of("uses", 2.0))
                        .setMode(RuleMode.ENFORCE)
                        .setAction(AbuseAction.NOTIFY)
                        .setMessage(
                                "the link "
                                        + claim.getClaimId()
                                        + " was used again; the key "
                                        + claim.getKeyId()
                                        + " was fetched at "
                                        + claim.getClaimedAt()
                                        + ". Ask its owner who did that, and revoke it if it was not"
                                        + " them")
                        .setAt(now)
                        .build();
        try {
            appender.append(topics.alerts, alert.getOwnerId(), alert);
        } catch (WriteRefusedException e) {
            raised.remove(id);
            log.atWarn()
                    .addKeyValue("alert", id)
                    .setCause(e)
                    .log("alert of a claim link not written");
        }
    }
}
