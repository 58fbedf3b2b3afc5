package io.tollgate.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import org.apache.kafka.server.ServerSocketFactory;

/**
 * The broker's two listening sockets, bound before the broker exists and handed to it when it asks.
 *
 * <p>Thus a free port cannot be lost between choosing and using it, and a busy one is known while
 * there is nothing to undo.
 */
final class BoundSockets implements ServerSocketFactory, AutoCloseable {
    static final String CLIENTS = "PLAINTEXT";
    static final String CONTROLLER = "CONTROLLER";

    private static final String LOOPBACK = "127.0.0.1";
    private static final int BACKLOG = 50;

    private final ServerSocketChannel clients;
    private final ServerSocketChannel controller;

    private BoundSockets(ServerSocketChannel clients, ServerSocketChannel controller) {
        this.clients = clients;
        this.controller = controller;
    }

    /**
     * Binds both.
     *
     * @throws PortInUseException if one of the ports is taken
     * @throws UncheckedIOException if the host is not an address of this machine, or not allowed
     */
    static BoundSockets bind(BrokerSettings settings) {
        var clients = bind(settings.host(), settings.port());
        try {
            return new BoundSockets(clients, bind(LOOPBACK, settings.controllerPort()));
        } catch (RuntimeException e) {
            close(clients);
            throw e;
        }
    }

    int clientPort() {
        return portOf(clients);
    }

    String controllerAddress() {
        return LOOPBACK + ":" + portOf(controller);
    }

    @Override
    public ServerSocketChannel openServerSocket(
            String listener, InetSocketAddress address, int backlog, int receiveBufferBytes)
            throws IOException {
        var socket = listener.equals(CONTROLLER) ? controller : clients;
        if (receiveBufferBytes > 0) {
            socket.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferBytes);
        }
        return socket;
    }

    @Override
    public void close() {
        close(clients);
        close(controller);
    }

    private static ServerSocketChannel bind(String host, int port) {
        try {
            var address = new InetSocketAddress(host, port);
            if (address.isUnresolved()) {
                throw new IOException("unknown host");
            }
            var socket = ServerSocketChannel.open();
            try {
                socket.configureBlocking(false);
                return socket.bind(address, BACKLOG);
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        } catch (BindException e) {
            throw String.valueOf(e.getMessage()).contains("in use")
                    ? new PortInUseException(host, port, e)
                    : cannotListen(host, port, e);
        } catch (IOException e) {
            throw cannotListen(host, port, e);
        }
    }

    private static UncheckedIOException cannotListen(String host, int port, IOException cause) {
        return new UncheckedIOException(
                "cannot listen on " + host + ":" + port + ": " + cause.getMessage(), cause);
    }

    private static int portOf(ServerSocketChannel socket) {
        try {
            return ((InetSocketAddress) socket.getLocalAddress()).getPort();
        } catch (IOException e) {
            throw new UncheckedIOException("a socket that was just bound is gone", e);
        }
    }

    private static void close(ServerSocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a listening socket could not be closed", e);
        }
    }
}
