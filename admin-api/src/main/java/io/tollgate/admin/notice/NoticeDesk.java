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
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what is to be told before anything is sent, each once: the id of a notification
 * follows from its cause, type and recipient, and one that is there is not written again. Not
 * thread-safe.
 */
final class NoticeDesk {
    private static final Logger log = LoggerFactory.getLogger(NoticeDesk.class);

    /** Causes that are older are left alone: what is told late confuses more than it helps. */
    static final Duration NEWS = Duration.ofDays(1);

    private static final Duration LOOK_AGAIN = Duration.ofHours(1);
    private static final Duration KEPT = Duration.ofDays(41);
    private static final int AT_ONCE = 500;

    private final List<Causes> sources;
    private final Recipients recipients;
    private final NoticeBook book;
    private final Topics topics;
    private final Ledger ledger;
    private final Set<String> dealtWith = new HashSet<>();
    private Instant lookAgainAt = Instant.MIN;

    NoticeDesk(
            List<Causes> sources,
            Recipients recipients,
            NoticeBook book,
            Topics topics,
            Ledger ledger) {
        this.sources = sources;
        this.recipients = recipients;
        this.book = book;
        this.topics = topics;
        this.ledger = ledger;
    }

    /** Writes what is missing. */
    void file(Instant now) {
        if (!now.isBefore(lookAgainAt)) {
            dealtWith.clear();
            book.forget(now, KEPT);
            lookAgainAt = now.plus(LOOK_AGAIN);
        }
        Instant news = now.minus(NEWS);
        for (Causes source : sources) {
            file(
                    source.until(now)
                            .filter(cause -> cause.at().isAfter(news))
                            .filter(cause -> !dealtWith.contains(cause.id()))
                            .toList(),
                    now);
        }
    }

    private void file(List<Cause> causes, Instant now) {
        var missing = new ArrayList<Notification>();
        var looked = new HashSet<String>();
        for (Cause cause : causes) {
            missing.addAll(missing(cause, now));
            looked.add(cause.id());
            if (missing.size() >= AT_ONCE) {
                write(missing, looked);
            }
        }
        write(missing, looked);
    }

    /** One cause that can't be told must not keep all others from being told. */
    private List<Notification> missing(Cause cause, Instant now) {
        try {
            return cause.notices().get().stream()
                    .flatMap(notice -> missing(cause, notice, now).stream())
                    .toList();
        } catch (IllegalStateException | IllegalArgumentException e) {
            log.atError().addKeyValue("cause", cause.id()).setCause(e).log("can't be told");
            return List.of();
        }
    }

    private List<Notification> missing(Cause cause, Notice notice, Instant now) {
        return recipients.of(notice).stream()
                .filter(recipient -> book.find(disabledId(recipient)).isEmpty())
                .filter(recipient ->
                        book.find(Names.of(cause, notice, recipient.endpoint())).isEmpty())
                .map(recipient -> notification(cause, notice, recipient, now))
                .toList();
    }

    private static String disabledId(Recipient recipient) {
        return Names.ofDisabled(recipient.endpoint(), recipient.address());
    }

    /** A cause counts as dealt with only when all of its notifications are in the book. */
    private void write(List<Notification> missing, Set<String> looked) {
        for (int at = 0; at < missing.size(); at += AT_ONCE) {
            List<Notification> part = missing.subList(at, Math.min(missing.size(), at + AT_ONCE));
            ledger.change(changes -> {
                part.stream()
                        .filter(each -> book.find(each.getNotificationId()).isEmpty())
                        .forEach(each ->
                                changes.put(topics.notifications, each.getNotificationId(), each));
                return part.size();
            });
        }
        dealtWith.addAll(looked);
        missing.clear();
        looked.clear();
    }

    /** A notification that was not delivered yet. */
    static Notification notification(Cause cause, Notice notice, Recipient recipient, Instant now) {
        Instant written = now.truncatedTo(ChronoUnit.MILLIS);
        return Notification.newBuilder()
                .setNotificationId(Names.of(cause, notice, recipient.endpoint()))
                .setVersion(1)
                .setType(notice.type())
                .setOwnerId(notice.ownerId())
                .setKeyId(notice.keyId())
                .setEndpoint(recipient.endpoint())
                .setState(NotificationState.PENDING)
                .setNextAttemptAt(written)
                .setBody(notice.body(cause.at()))
                .setCreatedAt(written)
                .setUpdatedAt(written)
                .build();
    }
}
