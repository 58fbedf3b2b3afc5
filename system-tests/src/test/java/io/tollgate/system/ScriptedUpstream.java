package io.tollgate.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * An upstream that behaves as the last segment of a path says, badly for the most part. Where it
 * sends without an end, it sends numbered lines, so that it can be told what was sent when.
 * Thread-safe.
 */
final class ScriptedUpstream implements AutoCloseable {
    private static final long LINE_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong lines = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger endless = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);

    ScriptedUpstream() throws IOException {
        server = new ServerSocket(0, 2_000, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    String address() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** The number of the last line that it may have sent so far. */
    long lastLine() {
        return lines.get();
    }

    /** How many requests have arrived. */
    int asked() {
        return asked.get();
    }

    /** How many requests have arrived that wait to be answered. */
    int waiting() {
        return waiting.get();
    }

    /** How many endless answers are under way. */
    int endless() {
        return endless.get();
    }

    /** Answers all that ask for {@code late}. */
    void release() {
        release.countDown();
    }

    @Override
    public void close() throws IOException {
        server.close();
        release();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException _) {
            // It was closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.ISO_8859_1));
            String target = in.readLine();
            for (String line = in.readLine(); line != null && !line.isEmpty(); ) {
                line = in.readLine();
            }
            if (target != null) {
                asked.incrementAndGet();
                String path = target.split(" ", -1)[1];
                answer(path.substring(path.lastIndexOf('/') + 1), socket.getOutputStream());
            }
        } catch (IOException | InterruptedException _) {
            // The other side has gone.
        } finally {
            sockets.remove(socket);
        }
    }

    private void answer(String behaviour, OutputStream out)
            throws IOException, InterruptedException {
        switch (behaviour) {
            case "long" -> endless(out, OK + "Content-Length: 1000000000\r\n\r\n", false);
            case "events" ->
                    endless(
                            out,
                            OK
                                    + "Content-Type: text/event-stream\r\n"
                                    + "Transfer-Encoding: chunked\r\n\r\n",
                            true);
            case "socket" ->
                    endless(
                            out,
                            "HTTP/1.1 101 Switching Protocols\r\n"
                                    + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                                    // For the key of the example in RFC 6455, 1.3.
                                    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
                            false);
            case "late" -> {
                waiting.incrementAndGet();
                release.await();
                write(out, OK + "Content-Length: 4\r\nConnection: close\r\n\r\nlate");
            }
            case "never" -> {
                waiting.incrementAndGet();
                new CountDownLatch(1).await();
            }
            case "nonsense" -> write(out, "I am not a server of HTTP.\r\n\r\n");
            case "broken-off" -> {}
            default -> throw new IOException("nothing is known of " + behaviour);
        }
    }

    private void endless(OutputStream out, String head, boolean chunked) throws IOException {
        write(out, head);
        endless.incrementAndGet();
        try {
            while (true) {
                String line = "line " + lines.incrementAndGet() + "\n";
                write(
                        out,
                        chunked
                                ? Integer.toHexString(line.length()) + "\r\n" + line + "\r\n"
                                : line);
                LockSupport.parkNanos(LINE_EVERY_NANOS);
            }
        } finally {
            endless.decrementAndGet();
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
