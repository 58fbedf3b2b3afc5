package io.tollgate.edge.door;

import io.tollgate.edge.door.AdmittedRequest.Telling;
import io.tollgate.edge.table.KeyEntry;
import io.tollgate.schemas.Upstream;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
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
    private final UpstreamRequest asked;
    private volatile boolean told = true;
    private volatile int status;
    private volatile Upstream upstream = Upstream.NONE;
    private volatile @Nullable UpstreamAnswer shown;
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
        this.body = CountedBody.of(request, proxy.bounds(), proxy.books().nanos());
        this.asked = new UpstreamRequest(proxy, request, call, body, this);
        this.accounting = proxy.books().open(call.admitted(), this);
    }

    void begin() {
        // How long the upstream may take is the route's business, not the connection's.
        request.addIdleTimeoutListener(_ -> false);
        request.addFailureListener(asked::abandon);
        proxy.open().add(this, call.mark());
        accounting.begin();
        if (!decided.get()) {
            asked.send();
        }
    }

    @Override
    public @Nullable KeyEntry key() {
        return call.admitted().verdict().key();
    }

    @Override
    public void tick(long nowNanos) {
        accounting.tick(nowNanos);
        Tunnel joined = tunnel;
        int idleMillis = call.route().getIdleTimeoutMillis();
        if (joined != null) {
            if (idleMillis > 0) {
                joined.endIfSilent(nowNanos, idleMillis);
            }
        } else if (isClientTooSlow(nowNanos)) {
            proxy.books().metrics().slowClient();
            var cause = new TimeoutException("the client is too slow");
            if (decided.get()) {
                breakOff(cause);
            } else {
                asked.abort(cause);
            }
        } else if (!decided.get()) {
            asked.tick(nowNanos);
        }
    }

    private boolean isClientTooSlow(long nowNanos) {
        UpstreamAnswer answer = shown;
        return (body != null && body.isTooSlow(nowNanos))
                || (answer != null && answer.isTakenTooSlowly(nowNanos));
    }

    @Override
    public void leave() {
        Tunnel joined = tunnel;
        if (joined != null) {
            joined.leave();
        }
    }

    @Override
    public void cut() {
        if (over.get()) {
            return;
        }
        var cause = new CancellationException("the key was denied");
        if (decided.compareAndSet(false, true)) {
            asked.abort(cause);
            answer(proxy.answers().cut(), Upstream.UNKNOWN);
        } else {
            breakOff(cause);
        }
    }

    private void breakOff(Throwable cause) {
        if (ProxyDoor.isMultiplexed(request) || tunnel != null) {
            // The connection is not ours alone, or no longer the exchange's.
            finish(new Request.Handler.AbortException(cause));
        } else {
            // The client may have stopped reading, so that waiting for a write would not end.
            // Closed first, since the broken answer would else be told as a failure of ours.
            client.close(cause);
            asked.abort(cause);
        }
    }

    @Override
    public void untold() {
        told = false;
        decided.set(true);
        asked.abort(new CancellationException("the event could not be written"));
        Answer answer = proxy.answers().overloaded();
        proxy.books().untold(call.admitted(), call.address().client(), answer.status());
        sendOurs(answer);
    }

    @Override
    public void onContentSource(org.eclipse.jetty.client.Response answer, Content.Source source) {
        if (answer.getStatus() == HttpStatus.SWITCHING_PROTOCOLS_101) {
            // Nobody has asked for it, or what was asked for went to join.
            source.fail(new CancellationException("switching protocols unasked"));
            failed(UpstreamFailure.BROKEN);
            return;
        }
        if (!decided.compareAndSet(false, true)) {
            source.fail(new CancellationException("answered otherwise"));
            return;
        }
        status = answer.getStatus();
        upstream = Upstream.OK;
        long length = AnswerHead.bodyLength(request.getMethod(), status, answer.getHeaders());
        var answered = new UpstreamAnswer(proxy, request, response, call, source, this::finish);
        shown = answered;
        if (length == AnswerHead.UNKNOWN_LENGTH) {
            accounting.answerOpen(
                    telling(), () -> proxy.executor().execute(() -> answered.open(answer)));
            return;
        }
        var whole = new Telling(status, upstream, requestBytes(), length);
        accounting.answerWhole(
                whole,
                length <= SMALL_BYTES
                        ? () -> answered.showSmall(answer)
                        : () -> proxy.executor().execute(() -> answered.show(answer)));
    }

    /** The upstream has agreed to a WebSocket; what it sends from now on waits for the client. */
    void join(org.eclipse.jetty.client.Response answer, EndPoint server) {
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
        var answered = new UpstreamAnswer(proxy, request, response, call, null, this::finish);
        Runnable hand =
                () -> {
                    if (!over.get()) {
                        answered.handOver(answer, joined.clientSide(), callback);
                    }
                };
        accounting.answerOpen(telling(), () -> proxy.executor().execute(hand));
    }

    @Override
    public void onComplete(Result result) {
        if (!result.isFailed() || decided.get()) {
            // Otherwise whoever reads the answer hears of it.
            return;
        }
        Throwable failure = result.getFailure();
        if (!asked.sendElsewhere(failure)) {
            failed(UpstreamFailure.of(failure, body == null ? null : body.clientFailure()));
        }
    }

    void failed(UpstreamFailure failure) {
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
        asked.abort(cause);
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

    private Telling telling() {
        return new Telling(status, upstream, requestBytes(), responseBytes());
    }

    private long responseBytes() {
        Tunnel joined = tunnel;
        if (joined != null) {
            return joined.fromUpstream();
        }
        UpstreamAnswer answer = shown;
        return answer == null ? 0 : answer.bytes();
    }

    private long requestBytes() {
        Tunnel joined = tunnel;
        if (joined != null) {
            return joined.fromClient();
        }
        return body == null ? 0 : body.bytes();
    }
}
