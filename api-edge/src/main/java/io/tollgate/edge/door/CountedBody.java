package io.tollgate.edge.door;

import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.client.ContentSourceRequestContent;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** A request's body on its way upstream, piece by piece as the upstream takes it. */
final class CountedBody extends ContentSourceRequestContent {
    private final AtomicReference<Content.@Nullable Chunk> first;
    private volatile long bytes;
    private volatile @Nullable Throwable clientFailure;

    private CountedBody(Request request, Content.@Nullable Chunk first) {
        super(request, request.getHeaders().get(HttpHeader.CONTENT_TYPE));
        this.first = new AtomicReference<>(first);
    }

    /** The body of a request, of whatever length; null if it has none. */
    static @Nullable CountedBody of(Request request) {
        long length = request.getLength();
        if (length >= 0) {
            return length > 0 ? new CountedBody(request, null) : null;
        }
        if (!ProxyDoor.isMultiplexed(request)) {
            return request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)
                    ? new CountedBody(request, null)
                    : null;
        }
        // A request of HTTP/2 need not say its length: it has no body if it has ended already.
        Content.Chunk first = request.read();
        return first != null
                        && first.isLast()
                        && !first.hasRemaining()
                        && !Content.Chunk.isFailure(first)
                ? null
                : new CountedBody(request, first);
    }

    /** How much of it was read. */
    long bytes() {
        return bytes;
    }

    /** Why the client's part of it could not be read, null as long as it could. */
    @Nullable Throwable clientFailure() {
        return clientFailure;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // read by one thread at a time
    public Content.@Nullable Chunk read() {
        Content.Chunk ahead = first.getAndSet(null);
        Content.Chunk chunk = ahead == null ? super.read() : ahead;
        if (chunk == null) {
            return null;
        }
        if (Content.Chunk.isFailure(chunk)) {
            clientFailure = chunk.getFailure();
            // A client that is too slow is given up, although Jetty would let us try again.
            return chunk.isLast() ? chunk : Content.Chunk.from(chunk.getFailure(), true);
        }
        bytes += chunk.remaining();
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
