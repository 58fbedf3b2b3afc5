package io.tollgate.admin.explain;

import io.tollgate.admin.table.RecordSink;
import io.tollgate.admin.table.TopicRecord;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.ThrottleKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What metering told last of each limit, as long as it can still count. Thread-safe for one writing
 * thread.
 */
public final class LimitViews implements RecordSink<Throttle> {
    private static final int BETWEEN_SWEEPS = 10_000;

    /** The longest window of a rate, and once more, since the one before counts in part. */
    private static final Duration RATES_COUNT_FOR = Duration.ofHours(2);

    private static final Duration QUOTAS_COUNT_FOR = Duration.ofDays(31);

    private final Map<String, Map<String, Throttle>> bySubject = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private int sinceSweep;

    /** Nothing yet. */
    public LimitViews(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void accept(TopicRecord<Throttle> next) {
        Throttle view = next.value();
        if (view == null) {
            // Only a topic key is left of it, which begins with the subject.
            String subject = next.key().split("\\|", 2)[0];
            bySubject.computeIfPresent(subject, (_, views) -> without(views, next.key()));
        } else if (view.getKind() == ThrottleKind.THROTTLE
                && view.getLimitKind() != LimitKind.UNKNOWN
                && counts(view, clock.instant())) {
            bySubject
                    .computeIfAbsent(view.getSubject(), _ -> new ConcurrentHashMap<>())
                    .put(next.key(), view);
        }
        sinceSweep++;
        if (sinceSweep >= BETWEEN_SWEEPS) {
            sweep();
        }
    }

    /** The views of a key's or an owner's limits. */
    Collection<Throttle> of(String subject) {
        return List.copyOf(bySubject.getOrDefault(subject, Map.of()).values());
    }

    private void sweep() {
        sinceSweep = 0;
        Instant now = clock.instant();
        bySubject.values().forEach(views -> views.values().removeIf(view -> !counts(view, now)));
        bySubject.values().removeIf(Map::isEmpty);
    }

    private static boolean counts(Throttle view, Instant now) {
        Duration most = view.getLimitKind() == LimitKind.RATE ? RATES_COUNT_FOR : QUOTAS_COUNT_FOR;
        return now.isBefore(view.getWindowStart().plus(most));
    }

    private static Map<String, Throttle> without(Map<String, Throttle> views, String key) {
        views.remove(key);
        return views;
    }
}
