package io.tollgate.edge.door;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Objects;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * An upstream's answer on its way to the client, piece by piece as the client takes it.
 * Thread-safe.
 */
final class UpstreamAnswer {
    private final ReverseProxy proxy;
    private final Request request;
    private final Response response;
    private final ProxyCall call;
    private final Content.@Nullable Source source;
    private final Consumer<@Nullable Throwable> end;
    private volatile @Nullable ClientPace pace;
    private volatile long bytes;

    /**
     * An answer of which nothing is shown.
     *
     * @param source what follows its head, null where nothing does
     * @param end is told that all was shown, or why not
     */
    UpstreamAnswer(
            ReverseProxy proxy,
            Request request,
            Response response,
            ProxyCall call,
            Content.@Nullable Source source,
            Consumer<@Nullable Throwable> end) {
        this.proxy = proxy;
        this.request = request;
        this.response = response;
        this.call = call;
        this.source = source;
        this.end = end;
    }

    /** Shows the head at once, since nobody knows when the first piece of the body comes. */
    void open(org.eclipse.jetty.client.Response answer) {
        pace = new ClientPace(proxy.books().nanos());
        writeHead(answer);
        response.write(false, BufferUtil.EMPTY_BUFFER, Callback.from(this::copy, end));
    }

    /** Shows an answer. */
    void show(org.eclipse.jetty.client.Response answer) {
        pace = new ClientPace(proxy.books().nanos());
        showSmall(answer);
    }

    /** Shows an answer that is written in one piece, so that the client's pace means nothing. */
    void showSmall(org.eclipse.jetty.client.Response answer) {
        writeHead(answer);
        copy();
    }

    /** How much of the body was written. */
    long bytes() {
        return bytes;
    }

    /** Whether the client takes it more slowly than is allowed. */
    boolean isTakenTooSlowly(long nowNanos) {
        ClientPace clients = pace;
        boolean slow = clients != null && clients.isTooSlow(nowNanos, proxy.bounds());
        if (slow) {
            // Said once.
            pace = null;
        }
        return slow;
    }

    private void writeHead(org.eclipse.jetty.client.Response answer) {
        var ours = new ArrayList<HttpField>(proxy.answers().quotas(call.admitted().verdict()));
        ours.addAll(CrossOrigin.readable(call.route().getCors(), request.getHeaders()));
        AnswerHead.write(answer.getStatus(), answer.getHeaders(), ours, response);
    }

    /** Tells the client that it has its WebSocket, and hands its connection over. */
    void handOver(org.eclipse.jetty.client.Response answer, Connection to, Callback then) {
        writeHead(answer);
        WebSocketFields.put(response.getHeaders());
        request.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, to);
        response.write(true, BufferUtil.EMPTY_BUFFER, Callback.from(then::succeeded, end));
    }

    private void copy() {
        Content.copy(
                Objects.requireNonNull(source),
                this::write,
                Callback.from(() -> end.accept(null), end));
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one write at a time
    private void write(boolean last, ByteBuffer piece, Callback then) {
        int size = piece == null ? 0 : piece.remaining();
        bytes += size;
        ClientPace clients = pace;
        if (clients == null) {
            response.write(last, piece, then);
        } else {
            clients.offer(size);
            response.write(last, piece, Callback.from(clients::taken, then));
        }
    }
}
