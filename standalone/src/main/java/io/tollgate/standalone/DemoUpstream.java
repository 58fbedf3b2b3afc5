package io.tollgate.standalone;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An API to protect where there is none yet: it answers every request with what arrived.
 * Thread-safe.
 */
final class DemoUpstream implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> TOLD =
            List.of(
                    "X-Tollgate-Key-Id",
                    "X-Tollgate-Owner",
                    "X-Tollgate-Plan",
                    "X-Tollgate-Scopes");

    private final HttpServer server;
    private final ExecutorService threads;

    private DemoUpstream(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /** Starts it; port 0 takes any free one. */
    static DemoUpstream start(String host, int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 0);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext("/", DemoUpstream::answer);
        server.start();
        return new DemoUpstream(server, threads);
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            long received = exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            var told = new LinkedHashMap<String, Object>();
            told.put("message", "You are through the gate.");
            told.put("method", exchange.getRequestMethod());
            told.put("path", exchange.getRequestURI().toString());
            told.put("bodyBytes", received);
            for (String name : TOLD) {
                String value = exchange.getRequestHeaders().getFirst(name);
                if (value != null) {
                    told.put(name, value);
                }
            }
            byte[] body = JSON.writeValueAsBytes(told);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }
}
