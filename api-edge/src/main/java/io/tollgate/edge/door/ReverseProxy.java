package io.tollgate.edge.door;

import java.util.concurrent.Executor;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Sends admitted requests upstream and brings back the answers. Thread-safe.
 *
 * @param executor for what would hold up the thread that writes events
 */
record ReverseProxy(
        UpstreamClient client,
        UpstreamChoice choice,
        UpstreamHead head,
        OpenExchanges open,
        Books books,
        Answers answers,
        ClientBounds bounds,
        Executor executor) {

    /** Takes over a request; the callback is called when its exchange is over. */
    void forward(Request request, Response response, Callback callback, ProxyCall call) {
        new ProxyExchange(this, request, response, callback, call).begin();
    }
}
