package io.tollgate.admin.resource;

import io.tollgate.schemas.ApiKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What holds when one key takes over from another. */
final class Rotation {
    private Rotation() {}

    /** The key that the limits of a key count for: itself, or the first of its line. */
    static String limitSubject(ApiKey key) {
        return key.getLimitSubject().isEmpty() ? key.getKeyId() : key.getLimitSubject();
    }

    /** A key that is succeeded: it ends with the grace, and never later than it would have. */
    static ApiKey retired(ApiKey key, Duration grace, Instant now) {
        Instant end = now.plus(grace);
        Instant before = key.getExpiresAt();
        return ApiKey.newBuilder(key)
                .setExpiresAt(before != null && before.isBefore(end) ? before : end)
                .setVersion(key.getVersion() + 1)
                .setUpdatedAt(now)
                .build();
    }

    /** What is wrong with a new end of a key that is succeeded, if anything. */
    static Optional<String> wrongEnd(Optional<Instant> end, ApiKey successor) {
        if (end.isEmpty()) {
            return Optional.of(
                    "can't be taken away: '" + successor.getKeyId() + "' succeeds the key");
        }
        Instant most = successor.getExpiresAt();
        return most != null && end.get().isAfter(most)
                ? Optional.of(
                        "must not be after "
                                + most
                                + ", when '"
                                + successor.getKeyId()
                                + "' expires, which succeeds the key")
                : Optional.empty();
    }

    /**
     * Whether a key may have been used within some time.
     *
     * @param lastUse start of the minute of its last use
     */
    static boolean usedWithin(Duration time, Instant lastUse, Instant now) {
        return !time.isZero() && lastUse.plus(Duration.ofMinutes(1)).isAfter(now.minus(time));
    }
}
