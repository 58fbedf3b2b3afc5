package io.tollgate.edge.door;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.eclipse.jetty.client.ContentSourceRequestContent;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** A request's body on its way upstream, piece by piece as the upstream takes it. */
final class CountedBody extends ContentSourceRequestContent {
    private final AtomicReference<Content.@Nullable Chunk> first;
    private final ClientBounds bounds;
    private final ClientPace pace;
    private volatile @Nullable Throwable clientFailure;

    /** The body is larger than is taken here. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private CountedBody(
            Request request,
            Content.@Nullable Chunk first,
            ClientBounds bounds,
            LongSupplier nanos) {
        super(request, request.getHeaders().get(HttpHeader.CONTENT_TYPE));
        this.first = new AtomicReference<>(first);
        this.bounds = bounds;
        this.pace = new ClientPace(nanos);
    }

    /** The body of a request, of whatever length; null if it has none. */
    static @Nullable CountedBody of(Request request, ClientBounds bounds, LongSupplier nanos) {
        long length = request.getLength();
        if (length >= 0) {
            return length > 0 ? new CountedBody(request, null, bounds, nanos) : null;
        }
        if (!ProxyDoor.isMultiplexed(request)) {
            return request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)
                    ? new CountedBody(request, null, bounds, nanos)
                    : null;
        }
        // A request of HTTP/2 need not say its length: it has no body if it has ended already.
        Content.Chunk first = request.read();
        return first != null
                        && first.isLast()
                        && !first.hasRemaining()
                        && !Content.Chunk.isFailure(first)
                ? null
                : new CountedBody(request, first, bounds, nanos);
    }

    /** How much of it was read. */
    long bytes() {
        return pace.bytes();
    }

    /** Whether the client sends it too slowly; it has failed then. */
    boolean isTooSlow(long nowNanos) {
        if (clientFailure == null && pace.isTooSlow(nowNanos, bounds)) {
            clientFailure = new TimeoutException("the body came too slowly");
            return true;
        }
        return false;
    }

    /** Why the client's part of it could not be read, null as long as it could. */
    @Nullable Throwable clientFailure() {
        return clientFailure;
    }

    @Override
    public Content.@Nullable Chunk read() {
        Content.Chunk ahead = first.getAndSet(null);
        Content.Chunk chunk = ahead == null ? super.read() : ahead;
        if (chunk == null) {
            pace.waits();
            return null;
        }
        if (Content.Chunk.isFailure(chunk)) {
            clientFailure = chunk.getFailure();
            // A client that is too slow is given up, although Jetty would let us try again.
            return chunk.isLast() ? chunk : Content.Chunk.from(chunk.getFailure(), true);
        }
        pace.moved(chunk.remaining());
        if (pace.bytes() > bounds.maxBodyBytes()) {
            var _ = chunk.release();
            var failure = new TooLargeException();
            clientFailure = failure;
            return Content.Chunk.from(failure, true);
        }
        return chunk;
    }

    /** Lets go of what nobody has read. */
    void release() {
        Content.Chunk unread = first.getAndSet(null);
        if (unread != null) {
            var _ = unread.release();
        }
    }
}
