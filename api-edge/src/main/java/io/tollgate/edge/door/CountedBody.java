package io.tollgate.edge.door;

import org.eclipse.jetty.client.ContentSourceRequestContent;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** A request's body on its way upstream, piece by piece as the upstream takes it. */
final class CountedBody extends ContentSourceRequestContent {
    private static final int HTTP_2 = 20;

    private volatile long bytes;
    private volatile @Nullable Throwable clientFailure;

    CountedBody(Request request) {
        super(request, request.getHeaders().get(HttpHeader.CONTENT_TYPE));
    }

    /** Whether a request has a body, of whatever length. */
    static boolean isIn(Request request) {
        long length = request.getLength();
        return length > 0
                || (length < 0
                        && (request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)
                                || request.getConnectionMetaData().getHttpVersion().getVersion()
                                        >= HTTP_2));
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
        Content.Chunk chunk = super.read();
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
}
