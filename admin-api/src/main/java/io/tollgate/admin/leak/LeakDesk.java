package io.tollgate.admin.leak;

import io.tollgate.admin.resource.KeyDirectory;
import io.tollgate.admin.resource.KeyStanding;
import io.tollgate.admin.revocation.Alerts;
import io.tollgate.admin.revocation.RevocationIndex;
import io.tollgate.admin.revocation.RevocationLog;
import io.tollgate.admin.table.Appender;
import io.tollgate.admin.table.WriteRefusedException;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.topics.Topics;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what has to be done about keys that leaked: a revocation like any other, and an alert for
 * operators. A report of a key about which that was done already changes nothing. Thread-safe.
 */
public final class LeakDesk {
    private static final Logger log = LoggerFactory.getLogger(LeakDesk.class);

    private final KeyDirectory keys;
    private final Denials denials;
    private final Alerting alerting;
    private final LeakPolicy policy;
    private final BiConsumer<Via, LeakOutcome> observer;
    private final Supplier<String> ulids;
    private final InstantSource clock;

    /** Where revocations are and go. */
    public record Denials(RevocationIndex index, RevocationLog writes) {}

    /** Where alerts are and go. */
    public record Alerting(Alerts alerts, Topics topics, Appender appender) {}

    /**
     * A desk for the keys of a directory.
     *
     * @param observer is told of every report and what came of it
     */
    public LeakDesk(
            KeyDirectory keys,
            Denials denials,
            Alerting alerting,
            LeakPolicy policy,
            BiConsumer<Via, LeakOutcome> observer,
            Supplier<String> ulids,
            InstantSource clock) {
        this.keys = keys;
        this.denials = denials;
        this.alerting = alerting;
        this.policy = policy;
        this.observer = observer;
        this.ulids = ulids;
        this.clock = clock;
    }

    /**
     * Takes a report.
     *
     * @throws WriteRefusedException if Kafka did not take the revocation; the report may be made
     *     again
     */
    LeakOutcome take(LeakReport report) {
        LeakOutcome outcome =
                keys.findByHash(report.hash().hex())
                        .map(key -> denials.writes().inTurn(() -> act(key, report)))
                        .orElse(LeakOutcome.UNKNOWN_KEY);
        observer.accept(report.via(), outcome);
        return outcome;
    }

    private LeakOutcome act(ApiKey key, LeakReport report) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Collection<Revocation> hits = denials.index().hitting(key, now);
        LeakAction action = policy.actionFor(report.via(), key.getEnvironment());
        Optional<Instant> end = policy.end(action, now);
        if (isOver(KeyStanding.of(key, hits, now))
                || (end.isPresent() && isPaused(hits, end.get()))) {
            return LeakOutcome.NOTHING_NEW;
        }
        Optional<Revocation> withdrawn = withdrawn(key, report.via());
        if (withdrawn.isPresent()) {
            return alertAgain(key, report, withdrawn.get(), now);
        }
        Revocation revocation = LeakRecords.revocation("rev_" + ulids.get(), key, report, end, now);
        denials.writes().write(revocation);
        log.atWarn()
                .addKeyValue("key", key.getKeyId())
                .addKeyValue("actor", revocation.getActor())
                .addKeyValue("action", action)
                .addKeyValue("revocation", revocation.getRevocationId())
                .log("a key was reported as leaked");
        tell(LeakRecords.alert(key, report, revocation, now));
        return switch (action) {
            case REVOKE -> LeakOutcome.REVOKED;
            case SUSPEND -> LeakOutcome.SUSPENDED;
        };
    }

    /** A person's withdrawal holds against further words of the same kind; it is told, once. */
    private LeakOutcome alertAgain(
            ApiKey key, LeakReport report, Revocation withdrawn, Instant now) {
        Alert alert = LeakRecords.repeated(key, report, withdrawn, now);
        if (alerting.alerts().knows(alert.getAlertId())) {
            return LeakOutcome.NOTHING_NEW;
        }
        tell(alert);
        return LeakOutcome.ALERTED;
    }

    /** Whether the key can't be used again anyway. */
    private static boolean isOver(KeyStanding standing) {
        return switch (standing) {
            case ACTIVE, SUSPENDED -> false;
            case EXPIRED, REVOKED, DELETED -> true;
        };
    }

    /** Whether the key is paused for as long anyway, or for a report of its leak. */
    private static boolean isPaused(Collection<Revocation> hits, Instant end) {
        return hits.stream()
                .anyMatch(hit ->
                        hit.getEndsAt() == null
                                || !hit.getEndsAt().isBefore(end)
                                || Via.isActor(hit.getActor()));
    }

    private Optional<Revocation> withdrawn(ApiKey key, Via via) {
        return denials.index()
                .naming(key.getKeyId())
                .filter(one -> one.getWithdrawnAt() != null)
                .filter(one -> one.getActor().equals(via.actor()))
                .findFirst();
    }

    /** The key is stopped already; that the alert fails must not look as if it were not. */
    private void tell(Alert alert) {
        try {
            alerting.appender().append(alerting.topics().alerts, alert.getOwnerId(), alert);
        } catch (WriteRefusedException e) {
            log.atWarn()
                    .addKeyValue("alert", alert.getAlertId())
                    .addKeyValue("key", alert.getKeyId())
                    .setCause(e)
                    .log("alert of a leak not written");
        }
    }
}
