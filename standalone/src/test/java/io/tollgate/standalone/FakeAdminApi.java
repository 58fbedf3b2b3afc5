package io.tollgate.standalone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Answers requests on a port of this machine with what it was told, in that order. */
final class FakeAdminApi implements AutoCloseable {
    private final HttpServer server;
    private final Deque<Prepared> prepared = new ArrayDeque<>();
    private final List<String> requests = new ArrayList<>();
    private final List<String> methods = new ArrayList<>();
    private final List<String> bodies = new ArrayList<>();
    private final List<String> credentials = new ArrayList<>();

    private record Prepared(int status, String cursor, String body) {}

    private FakeAdminApi(HttpServer server) {
        this.server = server;
    }

    static FakeAdminApi start() throws IOException {
        var api =
                new FakeAdminApi(
                        HttpServer.create(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        api.server.createContext("/", api::answer);
        api.server.start();
        return api;
    }

    FakeAdminApi answering(int status, String body) {
        return answering(status, "", body);
    }

    synchronized FakeAdminApi answering(int status, String cursor, String body) {
        prepared.add(new Prepared(status, cursor, body));
        return this;
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Targets of the requests so far. */
    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    /** Methods of the requests so far. */
    synchronized List<String> methods() {
        return List.copyOf(methods);
    }

    /** Bodies of the requests so far. */
    synchronized List<String> bodies() {
        return List.copyOf(bodies);
    }

    synchronized List<String> credentials() {
        return List.copyOf(credentials);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(exchange.getRequestURI().toString());
            methods.add(exchange.getRequestMethod());
            bodies.add(
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            credentials.add(exchange.getRequestHeaders().getFirst("Authorization"));
            Prepared answer = prepared.remove();
            if (!answer.cursor().isEmpty()) {
                exchange.getResponseHeaders().set("Next-Cursor", answer.cursor());
            }
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
