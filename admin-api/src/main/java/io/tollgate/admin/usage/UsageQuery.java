package io.tollgate.admin.usage;

import io.tollgate.admin.http.Paging;
import io.tollgate.admin.http.Query;
import io.tollgate.admin.http.Shape;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.UsageWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which usage is asked for. A series begins with the window that holds its from, and ends before
 * its to.
 */
public record UsageQuery(
        Optional<String> keyId,
        Optional<String> ownerId,
        Optional<String> routeId,
        UsageWindow window,
        Instant from,
        Instant to,
        Paging paging) {
    private static final Shape<String> KEY = Shape.text(1, 100);

    static UsageQuery read(Query query, Instant now) {
        Optional<String> keyId = query.optional("keyId", KEY);
        Optional<String> ownerId = query.optional("ownerId", Shape.id());
        Optional<String> routeId = query.optional("routeId", Shape.id());
        UsageWindow window =
                query.optional(
                                "window",
                                Shape.choice(UsageWindow.MINUTE, UsageWindow.HOUR, UsageWindow.DAY))
                        .orElse(UsageWindow.HOUR);
        Instant to = query.optional("to", Shape.time()).orElse(now.plusMillis(1));
        Instant from = query.optional("from", Shape.time()).orElse(to.minus(usual(window)));
        if (keyId.isEmpty() && ownerId.isEmpty() && routeId.isEmpty()) {
            query.reject("keyId", "is missing; give keyId, ownerId or routeId");
        }
        if (!from.isBefore(to)) {
            query.reject("from", "must be before to");
        }
        Paging paging = Paging.of(query);
        if (!paging.after().orElse("0|").matches("[0-9]{1,15}\\|.*")) {
            query.reject("cursor", "must be the value of next in an answer before");
        }
        query.check();
        return new UsageQuery(keyId, ownerId, routeId, window, floor(from, window), to, paging);
    }

    /** The narrowest of what the series is of. */
    UsageKeys.By by() {
        return keyId.isPresent()
                ? UsageKeys.By.KEY
                : ownerId.isPresent() ? UsageKeys.By.OWNER : UsageKeys.By.ROUTE;
    }

    /** The id that goes with it. */
    String subject() {
        return keyId.or(() -> ownerId).or(() -> routeId).orElseThrow();
    }

    /** Where a part of the series begins: the window. */
    long beginMillis() {
        return paging.after()
                .map(after -> Long.parseLong(after.substring(0, after.indexOf('|'))))
                .map(start -> keyId.isPresent() ? start + 1 : start)
                .filter(start -> start >= from.toEpochMilli())
                .orElse(from.toEpochMilli());
    }

    /** Where a part of the series begins: after a key in that window. */
    String beginKey() {
        return by() == UsageKeys.By.KEY
                ? ""
                : paging.after()
                        .map(after -> after.substring(after.indexOf('|') + 1) + '\0')
                        .orElse("");
    }

    /** Whether a record is one of those asked for, whatever it was found by. */
    boolean wants(Usage usage) {
        return ownerId.map(id -> id.equals(usage.getOwnerId())).orElse(true)
                && routeId.map(id -> usage.getRoutes().containsKey(id)).orElse(true);
    }

    /** The place of a record in the series, as cursors say it. */
    static String position(Usage usage) {
        return usage.getWindowStart().toEpochMilli() + "|" + usage.getKeyId();
    }

    private static Duration usual(UsageWindow window) {
        return switch (window) {
            case MINUTE -> Duration.ofHours(1);
            case HOUR -> Duration.ofDays(1);
            case DAY, UNKNOWN -> Duration.ofDays(31);
        };
    }

    private static Instant floor(Instant time, UsageWindow window) {
        Duration length =
                switch (window) {
                    case MINUTE -> Duration.ofMinutes(1);
                    case HOUR -> Duration.ofHours(1);
                    case DAY, UNKNOWN -> Duration.ofDays(1);
                };
        long millis = time.toEpochMilli();
        return Instant.ofEpochMilli(millis - Math.floorMod(millis, length.toMillis()));
    }
}
