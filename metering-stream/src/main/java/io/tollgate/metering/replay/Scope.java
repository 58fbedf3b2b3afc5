package io.tollgate.metering.replay;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which windows of whose keys are looked at. Immutable.
 *
 * @param owner only keys of this owner, or of all
 * @param fromMillis windows that begin then or later, in milliseconds since the epoch
 * @param toMillis windows that begin before, in milliseconds since the epoch
 */
public record Scope(Optional<String> owner, long fromMillis, long toMillis) {
    /** Checks that it holds something. */
    public Scope {
        if (fromMillis >= toMillis) {
            throw new IllegalArgumentException(
                    "the range ends at "
                            + Instant.ofEpochMilli(toMillis)
                            + ", which must be after its start, "
                            + Instant.ofEpochMilli(fromMillis));
        }
    }

    /** A scope whose ends may be open. */
    public static Scope of(@Nullable String owner, @Nullable Instant from, @Nullable Instant to) {
        return new Scope(
                Optional.ofNullable(owner),
                from == null ? Long.MIN_VALUE : from.toEpochMilli(),
                to == null ? Long.MAX_VALUE : to.toEpochMilli());
    }

    boolean begins() {
        return fromMillis != Long.MIN_VALUE;
    }

    boolean holds(long windowStartMillis) {
        return windowStartMillis >= fromMillis && windowStartMillis < toMillis;
    }

    boolean concerns(String ownerId) {
        return owner.isEmpty() || owner.get().equals(ownerId);
    }
}
