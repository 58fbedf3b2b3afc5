package io.tollgate.edge.door;

import io.tollgate.edge.event.EventLog;
import java.net.URI;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpUpgrader;
import org.eclipse.jetty.client.ProtocolHandlers;
import org.eclipse.jetty.client.ProxyAuthenticationProtocolHandler;
import org.eclipse.jetty.client.RedirectProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.client.transport.HttpClientTransportDynamic;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.util.Callback;

/**
 * The connections to all upstreams: a client that adds nothing of its own to requests and takes
 * answers as they are. Thread-safe.
 */
@SuppressWarnings("try") // stopped with the server that it belongs to
final class UpstreamClient extends HttpClient {
    private static final int CONNECTIONS_PER_UPSTREAM = 1024;
    private static final long LONGEST_CONNECT_MILLIS = 30_000;
    private static final long UNUSED_MILLIS = 55_000;

    /** A client that works on the given threads once it is started. */
    UpstreamClient(Executor executor, EventLog log) {
        super(new HttpClientTransportDynamic(connector(log)));
        setExecutor(executor);
        setFollowRedirects(false);
        setHttpCookieStore(new HttpCookieStore.Empty());
        setUserAgentField(null);
        setDefaultRequestContentType(null);
        setMaxConnectionsPerDestination(CONNECTIONS_PER_UPSTREAM);
        setMaxRequestsQueuedPerDestination(CONNECTIONS_PER_UPSTREAM);
        setConnectTimeout(LONGEST_CONNECT_MILLIS);
        setIdleTimeout(UNUSED_MILLIS);
    }

    /** A request to an upstream; the target is sent as it is. */
    Request to(URI upstream, String method, String target, int idleTimeoutMillis) {
        return newRequest(upstream.getHost(), AllowedUpstreams.port(upstream))
                .scheme(upstream.getScheme())
                .method(method)
                .path(target)
                .idleTimeout(idleTimeoutMillis, TimeUnit.MILLISECONDS);
    }

    /**
     * Has the connection handed over when the upstream agrees to another protocol. Its answer is
     * then given here and not to the request's listener.
     */
    static void onSwitch(Request request, BiConsumer<Response, EndPoint> then) {
        HttpUpgrader.Factory factory =
                _ ->
                        new HttpUpgrader() {
                            @Override
                            public void prepare(Request prepared) {}

                            @Override
                            public void upgrade(
                                    Response answer, EndPoint connection, Callback callback) {
                                then.accept(answer, connection);
                                callback.succeeded();
                            }
                        };
        request.attribute(HttpUpgrader.Factory.class.getName(), factory);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        // What an answer says is for the client behind us to act on.
        getContentDecoderFactories().clear();
        ProtocolHandlers handlers = getProtocolHandlers();
        handlers.remove(RedirectProtocolHandler.NAME);
        handlers.remove(WWWAuthenticationProtocolHandler.NAME);
        handlers.remove(ProxyAuthenticationProtocolHandler.NAME);
    }

    private static ClientConnector connector(EventLog log) {
        var connector =
                new ClientConnector() {
                    @Override
                    protected SelectorManager newSelectorManager() {
                        return new ClientSelectorManager(
                                getExecutor(), getScheduler(), getSelectors()) {
                            @Override
                            protected ManagedSelector newSelector(int id) {
                                return new CommittingSelector(this, id, log);
                            }
                        };
                    }
                };
        connector.setSelectors(1);
        return connector;
    }
}
