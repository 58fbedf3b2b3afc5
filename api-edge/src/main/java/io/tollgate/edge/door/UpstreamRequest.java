package io.tollgate.edge.door;

import io.tollgate.schemas.Route;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * An admitted request as it goes to one of its route's upstreams, and to the next where one can't
 * be reached, within the route's limits of time. Thread-safe.
 */
final class UpstreamRequest {
    private final ReverseProxy proxy;
    private final Request request;
    private final ProxyCall call;
    private final @Nullable CountedBody body;
    private final ProxyExchange exchange;
    private final AtomicInteger attempts = new AtomicInteger();

    private volatile org.eclipse.jetty.client.@Nullable Request current;
    private volatile @Nullable URI chosen;
    private volatile long sinceNanos;
    private volatile boolean begun;
    private volatile boolean sent;
    private volatile boolean abandoned;

    /** A request that is not under way. */
    UpstreamRequest(
            ReverseProxy proxy,
            Request request,
            ProxyCall call,
            @Nullable CountedBody body,
            ProxyExchange exchange) {
        this.proxy = proxy;
        this.request = request;
        this.call = call;
        this.body = body;
        this.exchange = exchange;
        this.sinceNanos = proxy.books().nanos().getAsLong();
    }

    /** Sends it to the upstream whose turn it is; the exchange hears what becomes of it. */
    void send() {
        URI server = proxy.choice().next(call.admitted().verdict().route());
        if (server == null) {
            exchange.failed(UpstreamFailure.NOT_ALLOWED);
            return;
        }
        chosen = server;
        attempts.incrementAndGet();
        begun = false;
        sinceNanos = proxy.books().nanos().getAsLong();
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
            sinceNanos = proxy.books().nanos().getAsLong();
            sent = true;
        });
        toUpstream.onResponseBegin(_ -> proxy.choice().answered(server));
        if (call.webSocket()) {
            UpstreamClient.onSwitch(toUpstream, exchange::join);
        }
        current = toUpstream;
        toUpstream.send(exchange);
    }

    /** Ends it if it takes longer than its route allows. */
    void tick(long nowNanos) {
        Route route = call.route();
        long millis = TimeUnit.NANOSECONDS.toMillis(nowNanos - sinceNanos);
        if (!begun && millis > route.getConnectTimeoutMillis()) {
            abort(new SocketTimeoutException("connecting"));
        } else if (sent && route.getTimeoutMillis() > 0 && millis > route.getTimeoutMillis()) {
            abort(new TimeoutException("waiting for the answer"));
        }
    }

    /** Ends it because the client is gone, which is not the upstream's fault. */
    void abandon(Throwable cause) {
        abandoned = true;
        abort(cause);
    }

    /** Ends it. */
    void abort(Throwable cause) {
        var toUpstream = current;
        if (toUpstream != null) {
            var _ = toUpstream.abort(cause);
        }
    }

    /**
     * Takes note of a failure, and sends it to another upstream if it can't have been seen by this
     * one.
     */
    boolean sendElsewhere(Throwable failure) {
        URI server = chosen;
        if (server == null || abandoned || (body != null && body.clientFailure() != null)) {
            return false;
        }
        if (!UpstreamFailure.isUnreachable(failure)) {
            proxy.choice().failed(server);
            return false;
        }
        proxy.choice().unreachable(server);
        boolean again =
                body == null
                        && attempts.get() < call.admitted().verdict().route().upstreams().size();
        if (again) {
            send();
        }
        return again;
    }

    private void writeHead(URI server, HttpFields.Mutable fields) {
        proxy.head().write(request, call, server, fields);
        if (body == null && request.getLength() == 0) {
            fields.put(HttpHeader.CONTENT_LENGTH, 0);
        }
    }
}
