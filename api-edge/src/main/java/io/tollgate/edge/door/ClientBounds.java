package io.tollgate.edge.door;

import java.time.Duration;

/**
 * What an edge takes from clients at most, and how slow they may be. Immutable.
 *
 * @param patience how long the head of a request may take; and how long a client may be waited for
 *     in the middle of a body or an answer before its speed matters
 * @param minBytesPerSecond how fast a client must then have been on average, 0 for any speed
 * @param maxBodyBytes of one request
 */
public record ClientBounds(Duration patience, long minBytesPerSecond, long maxBodyBytes) {
    /** For clients of which nothing is known. */
    public static final ClientBounds DEFAULT =
            new ClientBounds(Duration.ofSeconds(10), 100, 1L << 30);
}
