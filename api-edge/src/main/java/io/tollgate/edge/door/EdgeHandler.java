package io.tollgate.edge.door;

import java.util.concurrent.Executor;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Stands before Javalin and sends each request to its door: all of the public connector to the
 * proxy, and of the private one what gateways ask; the rest is Javalin's. It never blocks, so that
 * Jetty runs it on the thread that reads; Javalin, which does, gets a thread of its own.
 */
final class EdgeHandler extends Handler.Wrapper {
    private final Connector publicConnector;
    private final ProxyDoor proxy;
    private final ForwardAuthDoor forwardAuth;
    private final Executor threads;

    EdgeHandler(
            Connector publicConnector,
            ProxyDoor proxy,
            ForwardAuthDoor forwardAuth,
            Executor threads) {
        this.publicConnector = publicConnector;
        this.proxy = proxy;
        this.forwardAuth = forwardAuth;
        this.threads = threads;
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (request.getConnectionMetaData().getConnector().equals(publicConnector)) {
            proxy.handle(request, response, callback);
            return true;
        }
        Gateway gateway = gatewayOf(request);
        if (gateway != null) {
            forwardAuth.handle(gateway, request, response, callback);
        } else {
            threads.execute(() -> handleByJavalin(request, response, callback));
        }
        return true;
    }

    private static @Nullable Gateway gatewayOf(Request request) {
        String path = request.getHttpURI().getPath();
        return path == null ? null : ForwardAuthDoor.gatewayAt(path);
    }

    private void handleByJavalin(Request request, Response response, Callback callback) {
        try {
            if (!super.handle(request, response, callback)) {
                Response.writeError(request, response, callback, 404);
            }
        } catch (Exception e) {
            Response.writeError(request, response, callback, e);
        }
    }
}
