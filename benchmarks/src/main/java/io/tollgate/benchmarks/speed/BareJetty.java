package io.tollgate.benchmarks.speed;

import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Jetty with nothing of ours, set up as an edge's is: {@code BareJetty port} answers 200, {@code
 * BareJetty port upstreamPort} passes on.
 */
final class BareJetty {
    private BareJetty() {}

    public static void main(String[] arguments) throws Exception {
        var server = new Server(new QueuedThreadPool(200, 8));
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        if (arguments.length == 1) {
            http.setHeaderCacheSize(0);
        }
        var connector = new ServerConnector(server, 1, -1, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(arguments[0]));
        connector.setAcceptQueueSize(4096);
        server.addConnector(connector);
        server.setHandler(
                arguments.length == 1 ? new Ok() : reverse(Integer.parseInt(arguments[1])));
        server.start();
        server.join();
    }

    private static Handler reverse(int upstreamPort) {
        return new ProxyHandler.Reverse(request ->
                HttpURI.build(request.getHttpURI())
                        .scheme("http")
                        .host("127.0.0.1")
                        .port(upstreamPort));
    }

    private static final class Ok extends Handler.Abstract.NonBlocking {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            response.setStatus(200);
            callback.succeeded();
            return true;
        }
    }
}
