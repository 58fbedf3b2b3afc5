package io.tollgate.edge.door;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** The fields by which a connection of HTTP/1.1 becomes one of WebSocket: RFC 6455, 4. */
final class WebSocketFields {
    private static final String PROTOCOL = "websocket";
    private static final HttpField UPGRADE = new PreEncodedHttpField(HttpHeader.UPGRADE, PROTOCOL);
    private static final HttpField CONNECTION =
            new PreEncodedHttpField(HttpHeader.CONNECTION, "Upgrade");

    private WebSocketFields() {}

    /** Whether a request asks for it; over HTTP/2 that field says nothing. */
    static boolean areIn(Request request) {
        return areIn(request.getHeaders()) && !ProxyDoor.isMultiplexed(request);
    }

    /** Whether a head asks for it, or agrees to it. */
    static boolean areIn(HttpFields fields) {
        return fields.contains(HttpHeader.UPGRADE, PROTOCOL);
    }

    /** What is wrong with a request that asks for it, null if nothing is. */
    static @Nullable String wrongIn(Request request) {
        HttpFields fields = request.getHeaders();
        boolean bare =
                HttpMethod.GET.is(request.getMethod())
                        && request.getLength() <= 0
                        && !fields.contains(HttpHeader.TRANSFER_ENCODING);
        return bare && fields.contains(HttpHeader.CONNECTION, "upgrade")
                ? null
                : "A WebSocket begins with a GET of HTTP/1.1 that has Connection: Upgrade and no"
                        + " body.";
    }

    /** Adds the two that concern one connection only. */
    static void put(HttpFields.Mutable fields) {
        fields.put(UPGRADE);
        fields.put(CONNECTION);
    }
}
