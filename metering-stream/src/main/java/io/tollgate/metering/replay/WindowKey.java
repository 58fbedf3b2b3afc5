package io.tollgate.metering.replay;

import io.tollgate.metering.UsageSpan;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.UsageWindow;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * One window of one key. Immutable.
 *
 * @param window its length
 * @param startMillis its start in milliseconds since the epoch
 * @param keyId the key
 */
public record WindowKey(UsageWindow window, long startMillis, String keyId) {
    static WindowKey of(Usage usage) {
        return new WindowKey(
                usage.getWindow(), usage.getWindowStart().toEpochMilli(), usage.getKeyId());
    }

    /** When the window starts. */
    public Instant start() {
        return Instant.ofEpochMilli(startMillis);
    }

    UsageSpan span() {
        return new UsageSpan(window, startMillis);
    }

    /** In the order of windows of a length, then of time, then of keys. */
    byte[] bytes() {
        byte[] key = keyId.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + Long.BYTES + key.length)
                .put(rank(window))
                // Times before the epoch sort below those after it.
                .putLong(startMillis ^ Long.MIN_VALUE)
                .put(key)
                .array();
    }

    private static byte rank(UsageWindow window) {
        return switch (window) {
            case MINUTE -> 1;
            case HOUR -> 2;
            case DAY -> 3;
            case UNKNOWN -> throw new IllegalArgumentException("a window of unknown length");
        };
    }
}
