package io.tollgate.edge.door;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Sends bytes as they are, and reads what comes until the connection ends. */
final class RawClient {
    private static final int PATIENCE_MILLIS = 10_000;

    private RawClient() {}

    /** What came back; the names of the fields are in lower case. */
    record Reply(int status, Map<String, String> fields, String body) {
        static Reply parse(String text) {
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                return new Reply(0, Map.of(), text);
            }
            String[] lines = text.substring(0, end).split("\r\n", -1);
            var fields = new TreeMap<String, String>();
            for (int i = 1; i < lines.length; i++) {
                int colon = lines[i].indexOf(':');
                fields.merge(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip(),
                        (a, b) -> a + ", " + b);
            }
            return new Reply(
                    Integer.parseInt(lines[0].split(" ", -1)[1]), fields, text.substring(end + 4));
        }

        String field(String name) {
            return fields.getOrDefault(name, "");
        }
    }

    /** Sends a request that asks for the connection to be closed, and reads the whole reply. */
    static Reply send(int port, String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return Reply.parse(rest(socket.getInputStream()));
        }
    }

    /** A GET with more fields, each ended by CRLF. */
    static Reply get(int port, String target, String fields) throws IOException {
        return send(
                port,
                "GET "
                        + target
                        + " HTTP/1.1\r\nHost: api.example\r\nConnection: close\r\n"
                        + fields
                        + "\r\n");
    }

    private static String rest(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try {
            in.transferTo(bytes);
        } catch (java.net.SocketException e) {
            // A reset after the answer is the other side's right.
            if (bytes.size() == 0) {
                throw e;
            }
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
