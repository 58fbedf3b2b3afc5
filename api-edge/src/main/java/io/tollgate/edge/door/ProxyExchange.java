package io.tollgate.edge.door;

import io.tollgate.edge.door.AdmittedRequest.Telling;
import io.tollgate.edge.table.KeyEntry;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Route;
import io.tollgate.schemas.Upstream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * One admitted request on its way upstream and the answer on its way back, both passed on piece by
 * piece as the other side takes them. Thread-safe.
 *
 * <p>Whoever decides first what the client gets (the upstream's answer, its failure, a denial) is
 * the one who answers; the accounting lets that through when the event is written.
 */
final class ProxyExchange
        implements org.eclipse.jetty.client.Response.Listener,
                Accounting.Exchange,
                OpenExchanges.Open {
    /** Bodies up to this size are answered by the thread that wrote the event. */
    private static final long SMALL_BYTES = 16 << 10;

    private final ReverseProxy proxy;
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final ProxyCall call;
    private final Accounting accounting;
    private final @Nullable CountedBody body;

    /** The connection that the request came over. */
    private final EndPoint client;

    private final AtomicBoolean decided = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile org.eclipse.jetty.client.@Nullable Request upstreamRequest;
    private volatile long sendingNanos;
    private volatile boolean begun;
    private volatile boolean sent;
    private volatile boolean told = true;
    private volatile @Nullable URI chosen;
    private final AtomicInteger attempts = new AtomicInteger();
    private volatile int status;
    private volatile Upstream upstream = Upstream.NONE;
    private volatile long responseBytes;
    private volatile @Nullable Tunnel tunnel;

    ProxyExchange(
            ReverseProxy proxy,
            Request request,
            Response response,
            Callback callback,
            ProxyCall call) {
        this.proxy = proxy;
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.call = call;
        this.client = request.getConnectionMetaData().getConnection().getEndPoint();
        this.body = CountedBody.of(request);
        this.accounting = proxy.books().open(call.admitted(), this);
    }

    void begin() {
        // How long the upstream may take is the route's business, not the connection's.
        request.addIdleTimeoutListener(_ -> false);
        request.addFailureListener(this::abortUpstream);
        sendingNanos = proxy.books().nanos().getAsLong();
        proxy.open().add(this, call.mark());
        accounting.begin();
        if (!decided.get()) {
            send();
        }
    }

    @Override
    public @Nullable KeyEntry key() {
        return call.admitted().verdict().key();
    }

    @Override
    public void tick(long nowNanos) {
        accounting.tick(nowNanos);
        Route route = call.route();
        if (decided.get()) {
            Tunnel open = tunnel;
            if (open != null && route.getIdleTimeoutMillis() > 0) {
                open.endIfSilent(nowNanos, route.getIdleTimeoutMillis());
            }
            return;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(nowNanos - sendingNanos);
        if (!begun && millis > route.getConnectTimeoutMillis()) {
            abortUpstream(new TimeoutException("connecting"));
        } else if (sent && route.getTimeoutMillis() > 0 && millis > route.getTimeoutMillis()) {
            abortUpstream(new TimeoutException("waiting for the answer"));
        }
    }

    @Override
    public void cut() {
        if (over.get()) {
            return;
        }
        var cause = new CancellationException("the key was denied");
        if (decided.compareAndSet(false, true)) {
            abortUpstream(cause);
            answer(proxy.answers().cut(), Upstream.UNKNOWN);
        } else if (ProxyDoor.isMultiplexed(request) || tunnel != null) {
            // The connection is not ours alone, or no longer the exchange's.
            finish(new Request.Handler.AbortException(cause));
        } else {
            // The client may have stopped reading, so that waiting for a write would not end.
            // Closed first, since the broken answer would else be told as a failure of ours.
            client.close(cause);
            abortUpstream(cause);
        }
    }

    @Override
    public void untold() {
        told = false;
        decided.set(true);
        abortUpstream(new CancellationException("the event could not be written"));
        Answer answer = proxy.answers().overloaded();
        proxy.books()
                .refused(
                        call.admitted().door(),
                        Outcome.OVERLOADED,
                        key(),
                        call.admitted().verdict().route().id(),
                        call.address().client(),
                        answer.status());
        sendOurs(answer);
    }

    private void send() {
        URI server = proxy.choice().next(call.admitted().verdict().route());
        if (server == null) {
            failed(UpstreamFailure.NOT_ALLOWED);
            return;
        }
        chosen = server;
        attempts.incrementAndGet();
        begun = false;
        sendingNanos = proxy.books().nanos().getAsLong();
        var toUpstream =
                proxy.client()
                        .to(
                                server,
                                request.getMethod(),
                                call.targetAt(server),
                                call.route().getIdleTimeoutMillis());
        toUpstream.headers(fields -> writeHead(server, fields));
        if (body != null) {
            toUpstream.body(body);
        }
        toUpstream.onRequestBegin(_ -> begun = true);
        toUpstream.onRequestSuccess(_ -> {
            sendingNanos = proxy.books().nanos().getAsLong();
            sent = true;
        });
        if (call.webSocket()) {
            UpstreamClient.onSwitch(toUpstream, this::join);
        }
        upstreamRequest = toUpstream;
        toUpstream.send(this);
    }

    private void writeHead(URI server, HttpFields.Mutable fields) {
        proxy.head().write(request, call, server, fields);
        if (body == null && request.getLength() == 0) {
            fields.put(HttpHeader.CONTENT_LENGTH, 0);
        }
    }

    @Override
    public void onContentSource(org.eclipse.jetty.client.Response answer, Content.Source source) {
        if (!decided.compareAndSet(false, true)) {
            source.fail(new CancellationException("answered otherwise"));
            return;
        }
        status = answer.getStatus();
        upstream = Upstream.OK;
        long length = AnswerHead.bodyLength(request.getMethod(), status, answer.getHeaders());
        if (length == AnswerHead.UNKNOWN_LENGTH) {
            accounting.answerOpen(
                    telling(), () -> proxy.executor().execute(() -> open(answer, source)));
            return;
        }
        var whole = new Telling(status, upstream, requestBytes(), length);
        accounting.answerWhole(
                whole,
                length <= SMALL_BYTES
                        ? () -> show(answer, source)
                        : () -> proxy.executor().execute(() -> show(answer, source)));
    }

    /** The upstream has agreed to a WebSocket; what it sends from now on waits for the client. */
    private void join(org.eclipse.jetty.client.Response answer, EndPoint server) {
        if (!WebSocketFields.areIn(answer.getHeaders())) {
            server.close();
            failed(UpstreamFailure.BROKEN);
            return;
        }
        if (!decided.compareAndSet(false, true)) {
            server.close();
            return;
        }
        status = answer.getStatus();
        upstream = Upstream.OK;
        var joined =
                new Tunnel(
                        client,
                        server,
                        proxy.executor(),
                        request.getComponents().getByteBufferPool(),
                        proxy.books().nanos(),
                        cause -> finish(new Request.Handler.AbortException(cause)));
        tunnel = joined;
        joined.joinUpstream();
        accounting.answerOpen(
                telling(), () -> proxy.executor().execute(() -> hand(joined, answer)));
    }

    /** Tells the client, whose connection is handed over when it has been told. */
    private void hand(Tunnel joined, org.eclipse.jetty.client.Response answer) {
        if (over.get()) {
            return;
        }
        writeAnswerHead(answer);
        WebSocketFields.put(response.getHeaders());
        request.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, joined.clientSide());
        response.write(
                true, BufferUtil.EMPTY_BUFFER, Callback.from(callback::succeeded, this::finish));
    }

    @Override
    public void onComplete(Result result) {
        if (!result.isFailed() || decided.get()) {
            // Otherwise whoever reads the answer hears of it.
            return;
        }
        Throwable failure = result.getFailure();
        URI server = chosen;
        if (server != null && UpstreamFailure.isUnreachable(failure)) {
            proxy.choice().unreachable(server);
            if (body == null
                    && attempts.get() < call.admitted().verdict().route().upstreams().size()) {
                send();
                return;
            }
        }
        failed(UpstreamFailure.of(failure, body == null ? null : body.clientFailure()));
    }

    /** Shows the head at once, since nobody knows when the first piece of the body comes. */
    private void open(org.eclipse.jetty.client.Response answer, Content.Source source) {
        writeAnswerHead(answer);
        response.write(
                false, BufferUtil.EMPTY_BUFFER, Callback.from(() -> copy(source), this::finish));
    }

    private void show(org.eclipse.jetty.client.Response answer, Content.Source source) {
        writeAnswerHead(answer);
        copy(source);
    }

    private void writeAnswerHead(org.eclipse.jetty.client.Response answer) {
        var ours = new ArrayList<HttpField>(proxy.answers().quotas(call.admitted().verdict()));
        ours.addAll(CrossOrigin.readable(call.route().getCors(), request.getHeaders()));
        AnswerHead.write(answer.getStatus(), answer.getHeaders(), ours, response);
    }

    private void copy(Content.Source source) {
        Content.copy(source, this::write, Callback.from(() -> finish(null), this::finish));
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one write at a time
    private void write(boolean last, ByteBuffer piece, Callback then) {
        responseBytes += piece == null ? 0 : piece.remaining();
        response.write(last, piece, then);
    }

    private void failed(UpstreamFailure failure) {
        if (decided.compareAndSet(false, true)) {
            answer(
                    proxy.answers().problem(failure.problem(), failure.detail()),
                    failure.upstream());
        }
    }

    private void answer(Answer answer, Upstream how) {
        status = answer.status();
        upstream = how;
        Answer readable =
                answer.with(proxy.answers().quotas(call.admitted().verdict()))
                        .with(CrossOrigin.readable(call.route().getCors(), request.getHeaders()));
        accounting.answerWhole(
                new Telling(status, how, requestBytes(), answer.body().length),
                () -> sendOurs(readable));
    }

    private void sendOurs(Answer answer) {
        answer.send(response, Callback.from(() -> finish(null), this::finish));
    }

    private void finish(@Nullable Throwable failure) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        proxy.open().remove(this);
        accounting.end(telling());
        if (told) {
            proxy.books().admitted(call.admitted(), upstream);
        }
        Throwable cause = failure == null ? new CancellationException("answered") : failure;
        abortUpstream(cause);
        Tunnel joined = tunnel;
        if (joined != null) {
            joined.end(cause);
        }
        if (body != null) {
            body.release();
        }
        if (failure == null) {
            callback.succeeded();
        } else {
            callback.failed(failure);
        }
    }

    private void abortUpstream(Throwable cause) {
        var toUpstream = upstreamRequest;
        if (toUpstream != null) {
            var _ = toUpstream.abort(cause);
        }
    }

    private Telling telling() {
        Tunnel joined = tunnel;
        return new Telling(
                status,
                upstream,
                requestBytes(),
                joined == null ? responseBytes : joined.fromUpstream());
    }

    private long requestBytes() {
        Tunnel joined = tunnel;
        if (joined != null) {
            return joined.fromClient();
        }
        return body == null ? 0 : body.bytes();
    }
}
