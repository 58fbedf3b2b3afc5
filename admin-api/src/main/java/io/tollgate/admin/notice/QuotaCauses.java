package io.tollgate.admin.notice;

import io.tollgate.admin.notice.Notice.Audience;
import io.tollgate.admin.table.RecordSink;
import io.tollgate.admin.table.TopicRecord;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.ThrottleKind;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Quotas of which much is used: told at 80 % and when nothing is left, once in each window; only
 * the latter where both are passed at once. Thread-safe for one writing thread.
 */
public final class QuotaCauses implements Causes, RecordSink<Throttle> {
    private static final int NEAR_PERCENT = 80;

    private final Map<String, Throttle> near = new ConcurrentHashMap<>();

    @Override
    public void accept(TopicRecord<Throttle> next) {
        Throttle view = next.value();
        if (view != null && view.getKind() == ThrottleKind.THROTTLE && isNear(view)) {
            near.put(next.key(), view);
        } else {
            // Another window, or a greater amount.
            near.remove(next.key());
        }
    }

    @Override
    public Stream<Cause> until(Instant now) {
        near.values().removeIf(view -> !now.isBefore(end(view)));
        return near.values().stream()
                .filter(view -> !now.isBefore(view.getWindowStart()))
                .map(view -> cause(view, now));
    }

    private static boolean isNear(Throttle view) {
        return view.getLimitKind() == LimitKind.QUOTA
                && view.getAmount() > 0
                && view.getTotal() >= part(view.getAmount());
    }

    /** The part of an amount that counts as near to it, rounded up. */
    private static long part(long amount) {
        return amount
                - amount / 100 * (100 - NEAR_PERCENT)
                - amount % 100 * (100 - NEAR_PERCENT) / 100;
    }

    private static Cause cause(Throttle view, Instant now) {
        String type = view.getTotal() >= view.getAmount() ? "quota.exhausted" : "quota.near";
        String id =
                String.join(
                        "|",
                        view.getSubject(),
                        view.getLimit(),
                        view.getWindow(),
                        view.getWindowStart().toString(),
                        type);
        return new Cause(id, now, () -> List.of(notice(type, view)));
    }

    private static Notice notice(String type, Throttle view) {
        boolean ofKey = view.getScope() == LimitScope.KEY;
        var facts = new LinkedHashMap<String, Object>();
        facts.put("ownerId", view.getOwnerId());
        if (ofKey) {
            facts.put("keyId", view.getSubject());
        }
        facts.put("limit", view.getLimit());
        facts.put("amount", view.getAmount());
        facts.put("used", view.getTotal());
        facts.put("windowStart", view.getWindowStart().toString());
        facts.put("windowEnd", end(view).toString());
        return new Notice(
                type, Audience.OWNER, view.getOwnerId(), ofKey ? view.getSubject() : "", facts);
    }

    /** The end of a window; its own start if its length can't be read, so that it is over. */
    private static Instant end(Throttle view) {
        try {
            return view.getWindowStart()
                    .atOffset(ZoneOffset.UTC)
                    .plus(Period.parse(view.getWindow()))
                    .toInstant();
        } catch (DateTimeException e) {
            return view.getWindowStart();
        }
    }
}
