package io.tollgate.edge.door;

import io.tollgate.edge.credential.CredentialParser;
import io.tollgate.edge.table.KeyEntry;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Writes the head of a request that goes upstream: the client's fields without those that end here,
 * and ours. What the upstream may believe about the client's address and key is written by us only.
 * Thread-safe.
 */
final class UpstreamHead {
    private static final String OURS = "x-tollgate-";
    private static final String FORWARDED_PREFIX = "x-forwarded-";
    private static final String FORWARDED_PROTO = "X-Forwarded-Proto";
    private static final String FORWARDED_HOST = "X-Forwarded-Host";

    /** By these a client could do behind us what its route and scopes do not allow it. */
    private static final Set<String> OTHER_METHODS =
            Set.of("x-http-method-override", "x-http-method", "x-method-override");

    private static final String VIA = "1.1 tollgate";
    private static final String VIA_HTTP_2 = "2.0 tollgate";

    private final RequestIds ids;

    UpstreamHead(RequestIds ids) {
        this.ids = ids;
    }

    /** Writes the head. */
    void write(Request request, ProxyCall call, URI upstream, HttpFields.Mutable into) {
        HttpFields fields = request.getHeaders();
        HopByHop hopByHop = HopByHop.of(fields);
        boolean traced = TraceContext.isValid(fields.getValuesList(TraceContext.TRACEPARENT));
        for (HttpField field : fields) {
            if (!hopByHop.keeps(field)
                    && !endsHere(field, traced)
                    && !(call.carriesCredential() && isCredential(field))) {
                into.add(field);
            }
        }
        if (call.webSocket()) {
            WebSocketFields.put(into);
        }
        into.put(HttpHeader.HOST, host(request, call, upstream));
        if (ProxyDoor.isMultiplexed(request)) {
            into.add(HttpHeader.VIA, VIA_HTTP_2);
            joinCookies(into);
        } else {
            into.add(HttpHeader.VIA, VIA);
        }
        if (!traced) {
            into.put(TraceContext.TRACEPARENT, TraceContext.fresh(ids));
        }
        addForwarded(request, call.address(), into);
        KeyEntry key = call.admitted().verdict().key();
        if (key != null) {
            KeyFields.of(key).forEach(into::add);
        }
    }

    /** HTTP/2 may split cookies into fields, which HTTP/1.1 may not: RFC 9113, 8.2.3. */
    private static void joinCookies(HttpFields.Mutable fields) {
        if (fields.contains(HttpHeader.COOKIE)) {
            fields.put(
                    HttpHeader.COOKIE, String.join("; ", fields.getValuesList(HttpHeader.COOKIE)));
        }
    }

    /** The host as the client named it, null if it did not; in HTTP/2 that need not be a field. */
    private static @Nullable String clientsHost(Request request) {
        String field = request.getHeaders().get(HttpHeader.HOST);
        return field == null && ProxyDoor.isMultiplexed(request)
                ? request.getHttpURI().getAuthority()
                : field;
    }

    private static String host(Request request, ProxyCall call, URI upstream) {
        String clients = clientsHost(request);
        boolean preserve = call.admitted().verdict().route().definition().getPreserveHost();
        return preserve && clients != null ? clients : upstream.getRawAuthority();
    }

    private static boolean endsHere(HttpField field, boolean traced) {
        HttpHeader header = field.getHeader();
        if (header != null) {
            switch (header) {
                case HOST, CONTENT_LENGTH, EXPECT, FORWARDED -> {
                    return true;
                }
                default -> {}
            }
        }
        // Servers that turn fields into variables don't tell these characters apart.
        String name = field.getLowerCaseName().replace('_', '-');
        return name.startsWith(OURS)
                || name.startsWith(FORWARDED_PREFIX)
                || name.equals("x-real-ip")
                || OTHER_METHODS.contains(name)
                || (!traced
                        && (name.equals(TraceContext.TRACEPARENT)
                                || name.equals(TraceContext.TRACESTATE)));
    }

    private static boolean isCredential(HttpField field) {
        String value = field.getValue();
        return CredentialParser.carriesCredential(
                field.getName().replace('_', '-'), value == null ? "" : value);
    }

    private static void addForwarded(
            Request request, ClientAddress address, HttpFields.Mutable into) {
        HttpFields clients = request.getHeaders();
        String host = clientsHost(request);
        String scheme = request.getConnectionMetaData().isSecure() ? "https" : "http";
        if (address.peerTrusted()) {
            String told = clients.get(FORWARDED_PROTO);
            scheme = "https".equals(told) || "http".equals(told) ? told : scheme;
            String toldHost = clients.get(FORWARDED_HOST);
            host = toldHost == null ? host : toldHost;
        }
        into.put(
                "X-Forwarded-For",
                address.path().stream()
                        .map(InetAddress::getHostAddress)
                        .collect(Collectors.joining(", ")));
        into.put(FORWARDED_PROTO, scheme);
        if (host != null) {
            into.put(FORWARDED_HOST, host);
        }
        into.put(HttpHeader.FORWARDED, forwarded(address.path(), host, scheme));
    }

    /** RFC 7239: what the first hop saw, then each hop's peer. */
    private static String forwarded(List<InetAddress> path, @Nullable String host, String scheme) {
        var text = new StringBuilder("for=").append(node(path.getFirst()));
        if (host != null && host.indexOf('"') < 0 && host.indexOf('\\') < 0) {
            text.append(";host=\"").append(host).append('"');
        }
        text.append(";proto=").append(scheme);
        path.stream().skip(1).forEach(hop -> text.append(", for=").append(node(hop)));
        return text.toString();
    }

    private static String node(InetAddress address) {
        return address instanceof Inet6Address
                ? "\"[" + address.getHostAddress() + "]\""
                : address.getHostAddress();
    }
}
