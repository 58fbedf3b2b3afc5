package io.tollgate.edge.door;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/2 without TLS, for clients that begin with it and for those that ask for it in a request of
 * HTTP/1.1 without a body. Thread-safe.
 */
final class CleartextHttp2 extends HTTP2CServerConnectionFactory {
    CleartextHttp2(HttpConfiguration http) {
        super(http);
        // WebSocket is passed on over HTTP/1.1 only, and clients must know that.
        setConnectProtocolEnabled(false);
    }

    @Override
    public @Nullable Connection upgradeConnection(
            Connector connector,
            EndPoint endPoint,
            MetaData.Request request,
            HttpFields.Mutable answer) {
        // The bytes of a body would be taken for frames. Who is not answered 101 goes on as before.
        return request.getHttpFields().contains(HttpHeader.TRANSFER_ENCODING)
                ? null
                : super.upgradeConnection(connector, endPoint, request, answer);
    }
}
