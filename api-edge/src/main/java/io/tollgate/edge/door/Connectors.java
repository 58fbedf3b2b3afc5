package io.tollgate.edge.door;

import io.tollgate.edge.event.EventLog;
import java.io.IOException;
import java.util.concurrent.Executor;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.jspecify.annotations.Nullable;

/** The two listening sockets of an edge, strict about what they take for HTTP. */
record Connectors(ServerConnector publicDoor, ServerConnector privateDoor) {
    /** A client whose connection finds no place waits for a second and more. */
    private static final int ACCEPT_QUEUE = 1024;

    /**
     * Binds both ports.
     *
     * @param executor where connections go on
     * @param log where their events are told
     * @throws PortUnavailableException if one can't be listened on; then none is
     */
    static Connectors open(
            Server server,
            Executor executor,
            EventLog log,
            Listening listening,
            @Nullable DoorCertificate certificate) {
        HttpConfiguration http = http(listening);
        var publicDoor =
                new DoorConnector(
                        server,
                        executor,
                        log,
                        certificate == null ? cleartext(http) : encrypted(http, certificate));
        bind(
                publicDoor,
                listening,
                listening.bindAddress(),
                listening.port(),
                "TOLLGATE_EDGE_PORT");
        try {
            HttpConfiguration gateways = http(listening);
            // A gateway's connection carries the keys of many clients, so that what the parser
            // remembers of one request is in the way of the next.
            gateways.setHeaderCacheSize(0);
            var privateDoor =
                    new DoorConnector(server, executor, log, new HttpConnectionFactory(gateways));
            bind(
                    privateDoor,
                    listening,
                    listening.privateBindAddress(),
                    listening.privatePort(),
                    "TOLLGATE_EDGE_PRIVATE_PORT");
            server.addConnector(publicDoor);
            server.addConnector(privateDoor);
            return new Connectors(publicDoor, privateDoor);
        } catch (PortUnavailableException e) {
            publicDoor.close();
            throw e;
        }
    }

    private static ConnectionFactory[] cleartext(HttpConfiguration http) {
        return new ConnectionFactory[] {new HttpConnectionFactory(http), new CleartextHttp2(http)};
    }

    /** TLS, in which client and server agree on HTTP/2 or HTTP/1.1 (RFC 7301). */
    private static ConnectionFactory[] encrypted(
            HttpConfiguration http, DoorCertificate certificate) {
        var http11 = new HttpConnectionFactory(http);
        var http2 = new HTTP2ServerConnectionFactory(http);
        // WebSocket is passed on over HTTP/1.1 only, and clients must know that.
        http2.setConnectProtocolEnabled(false);
        var alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(http11.getProtocol());
        var tls = new SslConnectionFactory(certificate.tls(), alpn.getProtocol());
        return new ConnectionFactory[] {tls, alpn, http2, http11};
    }

    private static void bind(
            ServerConnector connector,
            Listening listening,
            String address,
            int port,
            String setting) {
        connector.setHost(address);
        connector.setPort(port);
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.setIdleTimeout(listening.idleTimeout().toMillis());
        try {
            connector.open();
        } catch (IOException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new PortUnavailableException(address, port, setting, reason);
        }
    }

    private static HttpConfiguration http(Listening listening) {
        var http = new HttpConfiguration();
        http.setHttpCompliance(HttpCompliance.RFC9110);
        http.setUriCompliance(UriCompliance.RFC3986);
        http.setRequestHeaderSize(listening.maxRequestHeaderBytes());
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setSendDateHeader(true);
        http.setNotifyRemoteAsyncErrors(true);
        return http;
    }
}
