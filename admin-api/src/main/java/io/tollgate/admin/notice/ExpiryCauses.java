package io.tollgate.admin.notice;

import io.tollgate.admin.notice.Notice.Audience;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.KeyState;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Keys that soon expire: told 7 days before and 1 day before. A key that never had so much time
 * left, or that nobody looked at in that time, is told of only at the next step. All keys are gone
 * through only every minute. Not thread-safe.
 */
final class ExpiryCauses implements Causes {
    /** The nearest first. */
    private static final List<Duration> AHEAD = List.of(Duration.ofDays(1), Duration.ofDays(7));

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Supplier<Stream<ApiKey>> keys;
    private final Predicate<ApiKey> denied;
    private Instant nextLook = Instant.MIN;

    /**
     * Goes through keys.
     *
     * @param denied whether a key can't be used anyway
     */
    ExpiryCauses(Supplier<Stream<ApiKey>> keys, Predicate<ApiKey> denied) {
        this.keys = keys;
        this.denied = denied;
    }

    @Override
    public Stream<Cause> until(Instant now) {
        if (now.isBefore(nextLook)) {
            return Stream.empty();
        }
        nextLook = now.plus(PAUSE);
        return keys.get().flatMap(key -> cause(key, now).stream());
    }

    private Optional<Cause> cause(ApiKey key, Instant now) {
        Instant end = key.getExpiresAt();
        if (end == null || !now.isBefore(end) || key.getState() != KeyState.ACTIVE) {
            return Optional.empty();
        }
        return AHEAD.stream()
                .filter(ahead -> !now.isBefore(end.minus(ahead)))
                .findFirst()
                .filter(ahead -> !key.getCreatedAt().isAfter(end.minus(ahead)))
                .filter(_ -> !denied.test(key))
                .map(ahead ->
                        new Cause(
                                key.getKeyId() + "|expires|" + end + "|" + ahead,
                                now,
                                () -> List.of(notice(key, end))));
    }

    private static Notice notice(ApiKey key, Instant end) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("ownerId", key.getOwnerId());
        facts.put("key", KeyFacts.of(key));
        facts.put("expiresAt", end.toString());
        return new Notice("key.expiring", Audience.OWNER, key.getOwnerId(), key.getKeyId(), facts);
    }
}
