package io.tollgate.benchmarks.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/** Ports of this machine. */
public final class Ports {
    /** Where everything listens. */
    public static final String LOOPBACK = "127.0.0.1";

    private static final int TRIES = 600;

    private Ports() {}

    /** A port on which nobody listens at the moment. */
    public static int free() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /**
     * Waits until a program listens on a port.
     *
     * @throws IllegalStateException if the program ends before, or takes longer than a minute
     */
    public static void await(Program program, int port) throws InterruptedException {
        for (int i = 0; i < TRIES && program.process().isAlive(); i++) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return;
            } catch (IOException _) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        throw new IllegalStateException(
                program.name() + " does not listen on port " + port + "; its log says why");
    }
}
