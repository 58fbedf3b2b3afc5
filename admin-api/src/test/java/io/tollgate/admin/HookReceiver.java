package io.tollgate.admin;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver of webhooks that believes only what is signed with its secret. */
final class HookReceiver implements AutoCloseable {
    private final HttpServer server;
    private final Webhook verifier;
    private final List<Hook> hooks = new CopyOnWriteArrayList<>();
    private volatile int status = 204;

    /** A webhook whose signature was right, and what it was answered with. */
    record Hook(String id, String body, int status) {}

    private HookReceiver(HttpServer server, Webhook verifier) {
        this.server = server;
        this.verifier = verifier;
    }

    static HookReceiver start(String secret) throws IOException, EmptyWebhookSecretException {
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var receiver = new HookReceiver(HttpServer.create(loopback, 0), new Webhook(secret));
        receiver.server.createContext("/", receiver::take);
        receiver.server.start();
        return receiver;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hooks";
    }

    void answerWith(int next) {
        status = next;
    }

    List<Hook> all() {
        return List.copyOf(hooks);
    }

    /** Those that were taken of a type. */
    List<Hook> taken(String type) {
        return hooks.stream()
                .filter(hook -> hook.status() < 300)
                .filter(hook -> hook.body().contains("\"type\":\"" + type + "\""))
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = new TreeMap<String, List<String>>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
            byte[] bytes = exchange.getRequestBody().readAllBytes();
            var body = new String(bytes, StandardCharsets.UTF_8);
            int answer = status;
            verifier.verify(body, headers);
            hooks.add(
                    new Hook(
                            headers.getOrDefault("webhook-id", List.of("")).getFirst(),
                            body,
                            answer));
            exchange.sendResponseHeaders(answer, -1);
        } catch (WebhookVerificationException e) {
            exchange.sendResponseHeaders(401, -1);
        }
    }
}
