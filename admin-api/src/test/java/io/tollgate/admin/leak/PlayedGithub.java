package io.tollgate.admin.leak;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicInteger;

/** GitHub's list of signing keys, served on this machine, and what is signed with them. */
public final class PlayedGithub implements AutoCloseable {
    /** Id of the key that it signs with. */
    public static final String KEY = "gh-1";

    private final SigningKeys keys = new SigningKeys();
    private final AtomicInteger fetches = new AtomicInteger();
    private final HttpServer server;

    public PlayedGithub() throws IOException, GeneralSecurityException {
        keys.add(KEY, "secp256r1");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/keys",
                exchange -> {
                    fetches.incrementAndGet();
                    byte[] list = keys.list();
                    exchange.sendResponseHeaders(200, list.length);
                    exchange.getResponseBody().write(list);
                    exchange.close();
                });
        server.start();
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
    }

    public int fetches() {
        return fetches.get();
    }

    public String sign(byte[] body) throws GeneralSecurityException {
        return keys.sign(KEY, body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
