package io.tollgate.admin.notice;

import io.tollgate.admin.table.Ledger;
import io.tollgate.schemas.Notification;
import io.tollgate.schemas.NotificationState;
import io.tollgate.schemas.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what is due. Each attempt is written down before it is made, with the time when it
 * counts as lost: so an instance that was fenced finds that out before it sends, and one that takes
 * over after a crash tries again only what has no result. Such a repeat carries the same id, by
 * which receivers know it. Not thread-safe.
 *
 * <pre>
 * PENDING --claim--&gt; PENDING (attempts + 1, next at the end of the lease)
 *   --taken--&gt;            DELIVERED
 *   --refused, given up--&gt; FAILED
 *   --failed--&gt;           PENDING (next after the back-off)
 * </pre>
 */
final class NoticeRounds {
    private static final Logger log = LoggerFactory.getLogger(NoticeRounds.class);

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final int AT_ONCE = 64;

    private final NoticeBook book;
    private final Recipients recipients;
    private final Dispatch dispatch;
    private final Backoff backoff;
    private final Duration giveUpAfter;
    private final Topics topics;
    private final Ledger ledger;
    private final List<Attempt> unrecorded = new ArrayList<>();

    /** One attempt and what came of it. */
    record Attempt(Notification notification, Optional<Address> address, Outcome outcome) {}

    /** Makes several attempts at once, each within a bounded time. */
    @FunctionalInterface
    interface Dispatch {
        List<Attempt> send(List<Notification> claimed) throws InterruptedException;
    }

    NoticeRounds(
            NoticeBook book,
            Recipients recipients,
            Dispatch dispatch,
            Backoff backoff,
            Duration giveUpAfter,
            Topics topics,
            Ledger ledger) {
        this.book = book;
        this.recipients = recipients;
        this.dispatch = dispatch;
        this.backoff = backoff;
        this.giveUpAfter = giveUpAfter;
        this.topics = topics;
        this.ledger = ledger;
    }

    /** Delivers some of what is due; answers with how many attempts that took. */
    int deliver(Instant now) throws InterruptedException {
        record(now);
        List<Notification> due = book.due(now, AT_ONCE);
        if (due.isEmpty()) {
            return 0;
        }
        List<Notification> claimed = claim(due, now);
        unrecorded.addAll(dispatch.send(claimed));
        record(now);
        return claimed.size();
    }

    private List<Notification> claim(List<Notification> due, Instant now) {
        return ledger.change(changes -> {
            List<Notification> claimed =
                    due.stream()
                            .flatMap(each -> book.find(each.getNotificationId()).stream())
                            .filter(each -> NoticeBook.isDue(each, now))
                            .map(each ->
                                    next(each, now)
                                            .setAttempts(each.getAttempts() + 1)
                                            .setNextAttemptAt(millis(now.plus(LEASE)))
                                            .build())
                            .toList();
            claimed.forEach(
                    each -> changes.put(topics.notifications, each.getNotificationId(), each));
            return claimed;
        });
    }

    /** Writes results down, also those of earlier rounds that could not be written then. */
    private void record(Instant now) {
        if (unrecorded.isEmpty()) {
            return;
        }
        ledger.change(changes -> {
            // Of one endpoint, several may fail at once.
            Set<String> disabled = new HashSet<>();
            for (Attempt attempt : unrecorded.stream().filter(this::isNewest).toList()) {
                Notification result = result(attempt, now);
                changes.put(topics.notifications, result.getNotificationId(), result);
                disabling(attempt, result, now)
                        .filter(entry -> disabled.add(entry.getNotificationId()))
                        .ifPresent(entry ->
                                changes.put(
                                        topics.notifications, entry.getNotificationId(), entry));
            }
            return unrecorded.size();
        });
        unrecorded.clear();
    }

    /** Another instance may have written of it while this one did not. */
    private boolean isNewest(Attempt attempt) {
        Notification tried = attempt.notification();
        return book.find(tried.getNotificationId())
                .filter(known -> known.getVersion() == tried.getVersion())
                .isPresent();
    }

    private Notification result(Attempt attempt, Instant now) {
        Notification before = attempt.notification();
        return switch (attempt.outcome()) {
            case Outcome.Delivered() -> ended(before, NotificationState.DELIVERED, now);
            case Outcome.Gone() -> ended(before, NotificationState.FAILED, now);
            case Outcome.Refused(_) -> ended(before, NotificationState.FAILED, now);
            case Outcome.Failed(String reason, Duration notBefore) ->
                    retried(before, reason, notBefore, now);
        };
    }

    private Notification retried(
            Notification before, String reason, Duration notBefore, Instant now) {
        Duration wait = backoff.after(before.getAttempts());
        Instant next = now.plus(wait.compareTo(notBefore) > 0 ? wait : notBefore);
        log.atInfo()
                .addKeyValue("notification", before.getNotificationId())
                .addKeyValue("endpoint", before.getEndpoint())
                .addKeyValue("attempts", before.getAttempts())
                .addKeyValue("reason", reason)
                .log("notification not delivered");
        return next.isAfter(before.getCreatedAt().plus(giveUpAfter))
                ? ended(before, NotificationState.FAILED, now)
                : next(before, now).setNextAttemptAt(millis(next)).build();
    }

    /** The entry that disables an endpoint, if this was the attempt that decided it. */
    private Optional<Notification> disabling(Attempt attempt, Notification result, Instant now) {
        if (!(attempt.address().orElse(null) instanceof Address.Webhook address)) {
            return Optional.empty();
        }
        String endpoint = result.getEndpoint();
        boolean gone = attempt.outcome() instanceof Outcome.Gone;
        boolean dead =
                attempt.outcome() instanceof Outcome.Failed
                        && result.getState() == NotificationState.FAILED
                        && !book.tookAnything(endpoint, result.getCreatedAt());
        if (!gone && !dead) {
            return Optional.empty();
        }
        String reason = gone ? "answered 410" : "took nothing for " + giveUpAfter;
        log.atWarn()
                .addKeyValue("endpoint", endpoint)
                .addKeyValue("reason", reason)
                .log("endpoint disabled");
        return Optional.of(recipients.disabled(endpoint, address, reason, millis(now)));
    }

    private static Notification ended(Notification before, NotificationState state, Instant now) {
        return next(before, now).setState(state).setNextAttemptAt(null).build();
    }

    private static Notification.Builder next(Notification before, Instant now) {
        return Notification.newBuilder(before)
                .setVersion(before.getVersion() + 1)
                .setUpdatedAt(millis(now));
    }

    private static Instant millis(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS);
    }
}
