package io.tollgate.admin.usage;

import io.tollgate.admin.http.Query;
import io.tollgate.admin.http.Shape;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.UsageWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which records of usage are meant: of a key, an owner, a route, of what is all of those given, or
 * of everything.
 *
 * @param from start of the first window
 * @param fromKey the first key in that window, empty for all of them
 * @param to end of the last window
 */
public record UsageSelection(
        Optional<String> keyId,
        Optional<String> ownerId,
        Optional<String> routeId,
        UsageWindow window,
        Instant from,
        String fromKey,
        Instant to) {
    private static final long MOST_WINDOWS = 1_500;
    private static final Shape<String> KEY = Shape.text(1, 100);

    /**
     * Reads a selection. Without a to it ends now, without a from it is as long as is usual for its
     * windows; whole windows are meant, those included that hold its ends.
     *
     * @param before what was answered of the same list before, for what is not given again
     */
    static UsageSelection read(Query query, Instant now, Optional<UsageSpan> before) {
        Optional<String> keyId = query.optional("keyId", KEY);
        Optional<String> ownerId = query.optional("ownerId", Shape.id());
        Optional<String> routeId = query.optional("routeId", Shape.id());
        UsageWindow window =
                query.optional(
                                "window",
                                Shape.choice(UsageWindow.MINUTE, UsageWindow.HOUR, UsageWindow.DAY))
                        .orElse(UsageWindow.HOUR);
        Instant to =
                query.optional("to", Shape.time())
                        .or(() -> before.map(UsageSpan::to))
                        .orElse(now.plusMillis(1));
        Instant from =
                query.optional("from", Shape.time())
                        .or(() -> before.map(UsageSpan::from))
                        .orElseGet(() -> usual(to, window));
        if (!from.isBefore(to)) {
            query.reject("from", "must be before to");
        }
        Instant first = floor(from.toEpochMilli(), window);
        Instant last = floor(to.toEpochMilli() - 1, window).plus(length(window));
        return new UsageSelection(keyId, ownerId, routeId, window, first, "", last);
    }

    /** Adds an error to a query whose answer would have to be read from too many windows. */
    void rejectTooMany(Query query) {
        long windows = Duration.between(from, to).dividedBy(length(window));
        if (windows > MOST_WINDOWS) {
            query.reject(
                    "window",
                    "is too short for a time of %d windows; at most %d can be summed at once"
                            .formatted(windows, MOST_WINDOWS));
        }
    }

    /** The same from a later window on, and in that from a key on. */
    UsageSelection beginningAt(Instant start, String key) {
        return new UsageSelection(keyId, ownerId, routeId, window, start, key, to);
    }

    /** The narrowest of what is asked for. */
    UsageKeys.By by() {
        if (keyId.isPresent()) {
            return UsageKeys.By.KEY;
        }
        if (ownerId.isPresent()) {
            return UsageKeys.By.OWNER;
        }
        return routeId.isPresent() ? UsageKeys.By.ROUTE : UsageKeys.By.ALL;
    }

    /** The id that goes with it. */
    String subject() {
        return keyId.or(() -> ownerId).or(() -> routeId).orElse("");
    }

    /** Whether a record is one of those asked for, whatever it was found by. */
    boolean wants(Usage usage) {
        return keyId.map(usage.getKeyId()::equals).orElse(true)
                && ownerId.map(usage.getOwnerId()::equals).orElse(true)
                && routeId.map(usage.getRoutes()::containsKey).orElse(true);
    }

    private static Instant usual(Instant to, UsageWindow window) {
        Instant from =
                to.minus(
                        switch (window) {
                            case MINUTE -> Duration.ofHours(1);
                            case HOUR -> Duration.ofDays(1);
                            case DAY, UNKNOWN -> Duration.ofDays(31);
                        });
        return from.isBefore(Instant.EPOCH) ? Instant.EPOCH : from;
    }

    private static Duration length(UsageWindow window) {
        return switch (window) {
            case MINUTE -> Duration.ofMinutes(1);
            case HOUR -> Duration.ofHours(1);
            case DAY, UNKNOWN -> Duration.ofDays(1);
        };
    }

    private static Instant floor(long millis, UsageWindow window) {
        return Instant.ofEpochMilli(millis - Math.floorMod(millis, length(window).toMillis()));
    }
}
