package io.tollgate.edge.door;

import io.tollgate.edge.door.AdmittedRequest.Telling;
import io.tollgate.edge.door.RequestTarget.UnusableTargetException;
import io.tollgate.edge.verdict.Verdict;
import io.tollgate.schemas.Door;
import io.tollgate.schemas.Upstream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The door for gateways that ask before they let a request through. An admitted request is answered
 * 200 with what the gateway is to copy; it counts as admitted, whatever becomes of it behind the
 * gateway. Nothing here blocks. Thread-safe.
 */
record ForwardAuthDoor(Judging judging, Answers answers, Books books) {
    private static final int OK = 200;

    /** The gateway that asks at a path, null if none does. */
    static @Nullable Gateway gatewayAt(String rawPath) {
        for (Gateway gateway : Gateway.values()) {
            if (gateway.asksAt(rawPath)) {
                return gateway;
            }
        }
        return null;
    }

    /** Takes over a request; the callback is called when it is answered. */
    void handle(Gateway gateway, Request request, Response response, Callback callback) {
        try {
            String path = request.getHttpURI().getPath();
            String rest = path.substring(gateway.path().length());
            OriginalRequest original = gateway.original(request, rest, judging.trustedProxies());
            handle(visit(gateway, original.client(), request, response, callback), original);
        } catch (UnusableTargetException e) {
            visit(gateway, ProxyDoor.peer(request), request, response, callback)
                    .reject(Problem.BAD_REQUEST, e.rule());
        }
    }

    private void handle(Visit visit, OriginalRequest original) {
        RequestTarget target = original.target();
        var route = judging.routes().match(target.host(), target.path(), original.method());
        visit.judge(target, route, (admitted, _) -> admitted(visit, admitted, original));
    }

    private void admitted(Visit visit, Verdict.Admitted verdict, OriginalRequest original) {
        var request = visit.admitted(verdict, original.target(), original.method());
        var accounting = books.open(request, () -> untold(visit, request));
        accounting.answerWhole(
                new Telling(OK, Upstream.NONE, 0, 0),
                () -> {
                    books.admitted(request, Upstream.NONE);
                    visit.send(allowed(verdict));
                });
    }

    private void untold(Visit visit, AdmittedRequest request) {
        Answer answer = answers.overloaded();
        books.untold(request, visit.address().client(), answer.status());
        visit.send(answer);
    }

    private Answer allowed(Verdict.Admitted verdict) {
        // The key's are always there, so that none of the client's own can stay in their place.
        var fields = new ArrayList<>(KeyFields.of(verdict.key()));
        fields.addAll(answers.quotas(verdict));
        return new Answer(OK, fields, new byte[0]);
    }

    private Visit visit(
            Gateway gateway,
            InetAddress client,
            Request request,
            Response response,
            Callback callback) {
        return new Visit(
                judging,
                answers,
                books,
                Door.FORWARD_AUTH,
                request,
                response,
                callback,
                new ClientAddress(client, List.of(client), false),
                gateway::shape);
    }
}
