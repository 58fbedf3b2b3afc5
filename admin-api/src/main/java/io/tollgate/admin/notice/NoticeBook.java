package io.tollgate.admin.notice;

import io.tollgate.admin.table.RecordSink;
import io.tollgate.admin.table.TopicRecord;
import io.tollgate.schemas.Notification;
import io.tollgate.schemas.NotificationState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** All notifications that the topic holds, by id. Thread-safe for one writing thread. */
public final class NoticeBook implements RecordSink<Notification> {
    /** The type of the entry that says that an endpoint gets nothing any more. */
    static final String DISABLED = "endpoint.disabled";

    private static final int MOST_PER_ENDPOINT = 8;

    private final Map<String, Notification> byId = new ConcurrentHashMap<>();
    private final Map<String, Notification> pending = new ConcurrentHashMap<>();

    @Override
    public void accept(TopicRecord<Notification> next) {
        Notification notification = next.value();
        if (notification == null) {
            byId.remove(next.key());
            pending.remove(next.key());
            return;
        }
        byId.put(next.key(), notification);
        if (notification.getState() == NotificationState.PENDING) {
            pending.put(next.key(), notification);
        } else {
            pending.remove(next.key());
        }
    }

    /** A notification by its id. */
    Optional<Notification> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** All notifications, in any order. */
    Stream<Notification> all() {
        return byId.values().stream();
    }

    /** How many wait to be delivered. */
    int waiting() {
        return pending.size();
    }

    /** The endpoints that get nothing any more. */
    Stream<Notification> disabled() {
        return all().filter(notification -> notification.getType().equals(DISABLED));
    }

    /**
     * Those that are to be delivered now, the longest due first, and of each endpoint only a few,
     * so that one that answers slowly does not hold up the others.
     */
    List<Notification> due(Instant now, int most) {
        var perEndpoint = new HashMap<String, Integer>();
        return pending.values().stream()
                .filter(notification -> isDue(notification, now))
                .sorted(Comparator.comparing(NoticeBook::dueAt))
                .filter(notification ->
                        perEndpoint.merge(notification.getEndpoint(), 1, Integer::sum)
                                <= MOST_PER_ENDPOINT)
                .limit(most)
                .toList();
    }

    /** Whether a notification is to be delivered now. */
    static boolean isDue(Notification notification, Instant now) {
        return notification.getState() == NotificationState.PENDING
                && !dueAt(notification).isAfter(now);
    }

    /** Whether anything was delivered to an endpoint after a time. */
    boolean tookAnything(String endpoint, Instant after) {
        return all().anyMatch(notification ->
                notification.getState() == NotificationState.DELIVERED
                        && notification.getEndpoint().equals(endpoint)
                        && notification.getUpdatedAt().isAfter(after));
    }

    /** Forgets what the topic may have forgotten by now. */
    void forget(Instant now, Duration after) {
        byId.values()
                .removeIf(notification ->
                        notification.getState() != NotificationState.PENDING
                                && notification.getUpdatedAt().isBefore(now.minus(after)));
    }

    private static Instant dueAt(Notification notification) {
        Instant next = notification.getNextAttemptAt();
        return next == null ? notification.getCreatedAt() : next;
    }
}
