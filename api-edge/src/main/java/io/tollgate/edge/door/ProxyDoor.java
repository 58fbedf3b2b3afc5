package io.tollgate.edge.door;

import io.tollgate.edge.credential.Credential;
import io.tollgate.edge.door.RequestTarget.UnusableTargetException;
import io.tollgate.edge.table.CompiledRoute;
import io.tollgate.schemas.Cors;
import io.tollgate.schemas.Door;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.RouteAuth;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The public door: a request is judged, and answered by us or sent upstream. Nothing here blocks.
 * Thread-safe.
 *
 * @param maxOpen how many admitted exchanges may be under way at once
 */
record ProxyDoor(Judging judging, ReverseProxy proxy, int maxOpen) {
    private static final Set<String> NOT_SUPPORTED = Set.of("CONNECT", "TRACE");
    private static final int LONGEST_METHOD = 32;
    private static final int HTTP_2 = 20;

    /** Takes over a request; the callback is called when its exchange is over. */
    void handle(Request request, Response response, Callback callback) {
        Visit visit = visit(request, response, callback);
        String method = request.getMethod();
        if (NOT_SUPPORTED.contains(method) || method.length() > LONGEST_METHOD) {
            visit.reject(Problem.NOT_SUPPORTED, "This method is not supported here.");
            return;
        }
        String wrong = WebSocketFields.areIn(request) ? WebSocketFields.wrongIn(request) : null;
        if (wrong != null) {
            visit.reject(Problem.BAD_REQUEST, wrong);
            return;
        }
        if (request.getLength() > proxy.bounds().maxBodyBytes()) {
            visit.reject(
                    Problem.BODY_TOO_LARGE,
                    "The request's body is larger than the "
                            + proxy.bounds().maxBodyBytes()
                            + " bytes that are taken here.");
            return;
        }
        if (proxy.open().size() >= maxOpen) {
            visit.reject(Outcome.OVERLOADED, proxy.answers().overloaded());
            return;
        }
        try {
            var target = RequestTarget.of(request.getHttpURI(), Request.getServerName(request));
            handle(visit, target, method);
        } catch (UnusableTargetException e) {
            visit.reject(Problem.BAD_REQUEST, e.rule());
        }
    }

    private void handle(Visit visit, RequestTarget target, String method) {
        Request request = visit.request();
        String asked = CrossOrigin.preflightFor(method, request.getHeaders());
        CompiledRoute route =
                judging.routes()
                        .match(target.host(), target.path(), asked == null ? method : asked);
        Cors cors = route == null ? null : route.definition().getCors();
        if (asked != null && cors != null) {
            proxy.books().metrics().preflight();
            visit.send(CrossOrigin.preflight(cors, request.getHeaders()));
            return;
        }
        long mark = proxy.open().mark();
        visit.judge(
                target,
                route,
                (admitted, credential) ->
                        proxy.forward(
                                request,
                                visit.response(),
                                visit.callback(),
                                new ProxyCall(
                                        visit.admitted(admitted, target, method),
                                        target,
                                        visit.address(),
                                        isOurs(credential, admitted.route()),
                                        WebSocketFields.areIn(request),
                                        mark)));
    }

    private Visit visit(Request request, Response response, Callback callback) {
        return new Visit(
                judging,
                proxy.answers(),
                proxy.books(),
                Door.PROXY,
                request,
                response,
                callback,
                clientOf(request),
                UnaryOperator.identity());
    }

    private ClientAddress clientOf(Request request) {
        return ClientAddress.of(
                peer(request),
                request.getHeaders().getValuesList(HttpHeader.X_FORWARDED_FOR),
                judging.trustedProxies());
    }

    /** The other end of the connection. */
    static InetAddress peer(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress()
                                instanceof InetSocketAddress socket
                        && socket.getAddress() != null
                ? socket.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    /** Whether a request shares its connection with others, as in HTTP/2. */
    static boolean isMultiplexed(Request request) {
        return request.getConnectionMetaData().getHttpVersion().getVersion() >= HTTP_2;
    }

    /** Where no key is needed, what is not a key of ours may be meant for the upstream. */
    private static boolean isOurs(Credential credential, CompiledRoute route) {
        return route.definition().getAuth() != RouteAuth.NONE
                || credential instanceof Credential.Presented;
    }
}
