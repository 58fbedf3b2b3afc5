package io.tollgate.edge.door;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.NegotiatingServerConnection;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections whose clients take too long to send the head of a request, or to agree on TLS,
 * however often a byte of it comes. Used by one thread at a time.
 */
final class SlowHeads {
    /*
     * A connection is looked at once a second. Of one that waits for a request it is remembered how many requests and bytes
     * had come when none of the next had; once more bytes are there and no more requests, the head has begun.
     */
    private final long patienceNanos;
    private final LongSupplier nanos;
    private Map<EndPoint, Quiet> quiet = new HashMap<>();

    private record Quiet(long requests, long bytes, long sinceNanos) {}

    SlowHeads(Duration patience, LongSupplier nanos) {
        this.patienceNanos = patience.toNanos();
        this.nanos = nanos;
    }

    /** Looks at all connections of a door, and returns how many it has closed. */
    int sweep(Collection<EndPoint> connections) {
        long now = nanos.getAsLong();
        var next = new HashMap<EndPoint, Quiet>();
        int closed = 0;
        for (EndPoint connection : connections) {
            Quiet seen = look(connection.getConnection(), quiet.get(connection), now);
            if (seen == null) {
                continue;
            }
            if (now - seen.sinceNanos() > patienceNanos) {
                connection.close(new TimeoutException("the head of a request took too long"));
                closed++;
            } else {
                next.put(connection, seen);
            }
        }
        quiet = next;
        return closed;
    }

    /** When a connection was last quiet, null if that does not matter. */
    private static @Nullable Quiet look(
            @Nullable Connection connection, @Nullable Quiet before, long now) {
        return switch (connection) {
            case SslConnection tls -> look(tls.getSslEndPoint().getConnection(), before, now);
            case NegotiatingServerConnection _ -> before == null ? new Quiet(0, 0, now) : before;
            case HttpConnection http when http.getParser().inHeaderState() -> {
                boolean begun =
                        before != null
                                && before.requests() == http.getMessagesIn()
                                && before.bytes() < http.getBytesIn();
                yield begun ? before : new Quiet(http.getMessagesIn(), http.getBytesIn(), now);
            }
            case null, default -> null;
        };
    }
}
