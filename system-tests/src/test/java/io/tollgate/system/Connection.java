package io.tollgate.system;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A connection of HTTP/1.1 on which everything can be sent, right or wrong, and which costs next to
 * nothing. Not thread-safe.
 */
final class Connection implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int ANSWER_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;

    private Connection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
    }

    /** Connects to a port of this machine. */
    static Connection to(int port) throws IOException {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(ANSWER_MILLIS);
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            socket.connect(address, CONNECT_MILLIS);
            return new Connection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends a request and reads what is answered. */
    Answer exchange(byte[] request) throws IOException {
        send(request);
        return answer();
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /**
     * Reads an answer.
     *
     * @throws EOFException if the connection was closed before
     */
    Answer answer() throws IOException {
        String head = head();
        int status = Integer.parseInt(head.substring(9, 12));
        if (status == 100) {
            return answer();
        }
        byte[] body = body(status, head.toLowerCase(Locale.ROOT));
        return new Answer(status, head, new String(body, StandardCharsets.UTF_8));
    }

    /** Whether the other side has closed it, once it had time to. */
    boolean isClosedByPeer() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String head() throws IOException {
        var bytes = new ByteArrayOutputStream(512);
        int ends = 0;
        while (ends < 2) {
            int next = byteOrEnd();
            bytes.write(next);
            if (next == '\n') {
                ends++;
            } else if (next != '\r') {
                ends = 0;
            }
        }
        return bytes.toString(StandardCharsets.ISO_8859_1).strip();
    }

    private byte[] body(int status, String head) throws IOException {
        if (status == 204 || status == 304) {
            return new byte[0];
        }
        if (head.contains("\ntransfer-encoding: chunked")) {
            return chunks();
        }
        int at = head.indexOf("\ncontent-length:");
        if (at < 0) {
            return in.readAllBytes();
        }
        int end = head.indexOf('\n', at + 1);
        String length = head.substring(at + 16, end < 0 ? head.length() : end).strip();
        return exactly(Integer.parseInt(length));
    }

    private byte[] chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        while (true) {
            int length = Integer.parseInt(line(), 16);
            body.writeBytes(exactly(length));
            line();
            if (length == 0) {
                return body.toByteArray();
            }
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        int next = byteOrEnd();
        while (next != '\n') {
            line.append((char) next);
            next = byteOrEnd();
        }
        return line.toString().strip();
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the body was cut after " + bytes.length + " of " + length);
        }
        return bytes;
    }

    private int byteOrEnd() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException("the connection was closed before an answer was complete");
        }
        return next;
    }
}
