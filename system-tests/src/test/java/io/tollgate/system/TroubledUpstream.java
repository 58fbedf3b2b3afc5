package io.tollgate.system;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An upstream in trouble: at one address it answers only once it is let, at another one what it
 * says is no HTTP. Thread-safe.
 */
final class TroubledUpstream implements AutoCloseable {
    static final String ANSWER = "at last";

    private static final byte[] NONSENSE = "what?\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final HttpServer slow;
    private final ServerSocket broken;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch answers = new CountDownLatch(1);

    TroubledUpstream() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        slow = HttpServer.create(new InetSocketAddress(here, 0), 0);
        slow.setExecutor(threads);
        slow.createContext("/", this::answer);
        slow.start();
        broken = new ServerSocket(0, 0, here);
        threads.execute(this::talkNonsense);
    }

    /** Where requests wait until they are answered. */
    String slow() {
        return "http://127.0.0.1:" + slow.getAddress().getPort();
    }

    /** Where no request is answered in HTTP. */
    String broken() {
        return "http://127.0.0.1:" + broken.getLocalPort();
    }

    /** Answers what waits, and from now on everything at once. */
    void answerAll() {
        answers.countDown();
    }

    @Override
    public void close() throws IOException {
        answerAll();
        slow.stop(0);
        broken.close();
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            answers.await();
            byte[] body = ANSWER.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void talkNonsense() {
        while (!broken.isClosed()) {
            try (Socket client = broken.accept()) {
                // A connection that is closed before its request was read is reset.
                var _ = client.getInputStream().readNBytes(1);
                client.getOutputStream().write(NONSENSE);
            } catch (IOException _) {
                // It was closed, or who came is gone already.
            }
        }
    }
}
