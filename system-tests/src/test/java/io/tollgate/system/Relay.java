package io.tollgate.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * A network before a broker on loopback that can be cut: then nothing, or no record, arrives any
 * more, and nobody is told. Once it is mended, what was sent meanwhile arrives. A broker tells
 * clients its name, so it is reached by this network where that name means another address.
 * Thread-safe.
 */
final class Relay implements AutoCloseable {
    private static final int PIECE = 64 * 1024;
    private static final String BROKER = "127.0.0.1";
    private static final String HERE = "127.0.0.2";

    private final ServerSocket listening;
    private final InetSocketAddress target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Object mended = new Object();
    private Passing passing = Passing.ALL;

    /** What still arrives. */
    private enum Passing {
        ALL,
        ALL_BUT_RECORDS,
        NOTHING
    }

    private Relay(ServerSocket listening, InetSocketAddress target) {
        this.listening = listening;
        this.target = target;
    }

    /** Relays to a broker, on its own port of another address, until it is closed. */
    static Relay to(String bootstrapServers) {
        int port =
                Integer.parseInt(bootstrapServers.substring(bootstrapServers.lastIndexOf(':') + 1));
        var address = new InetSocketAddress(InetAddress.ofLiteral(HERE), port);
        try {
            var listening = new ServerSocket();
            listening.bind(address);
            var target = new InetSocketAddress(InetAddress.ofLiteral(BROKER), port);
            var relay = new Relay(listening, target);
            Thread.ofVirtual().name("relay").start(relay::accept);
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException("no relay on " + address, e);
        }
    }

    /** What clients are told that are to use it, and that know these {@link #hosts}. */
    String bootstrapServers() {
        return "localhost:" + listening.getLocalPort();
    }

    /** A hosts file by which the broker's name means this network. */
    static String hosts() {
        return HERE + " localhost\n";
    }

    void cut() {
        pass(Passing.NOTHING);
    }

    /** Lets no more records through to the broker, and nothing that is sent behind them. */
    void holdRecords() {
        pass(Passing.ALL_BUT_RECORDS);
    }

    void mend() {
        pass(Passing.ALL);
    }

    private void pass(Passing what) {
        synchronized (mended) {
            passing = what;
            mended.notifyAll();
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket near = listening.accept();
                sockets.add(near);
                Thread.ofVirtual().start(() -> connect(near));
            } catch (IOException _) {
                // It was closed, or who came is gone already.
            }
        }
    }

    private void connect(Socket near) {
        try {
            awaitPassing(false);
            var far = new Socket(target.getAddress(), target.getPort());
            sockets.add(far);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            Thread.ofVirtual().start(() -> carry(near, far, this::carryRequests));
            Thread.ofVirtual().start(() -> carry(far, near, this::carryAnswers));
        } catch (IOException _) {
            end(near);
        }
    }

    /** Carries all there is in one direction. */
    private interface Carrying {
        void between(InputStream from, OutputStream to) throws IOException;
    }

    private void carry(Socket from, Socket to, Carrying carrying) {
        try {
            carrying.between(from.getInputStream(), to.getOutputStream());
            awaitPassing(false);
        } catch (IOException _) {
            // One of both ends is gone: the other is told by the end of its connection.
        }
        end(from);
        end(to);
    }

    /** Carries requests one by one: their length, and then first of all what they ask for. */
    private void carryRequests(InputStream from, OutputStream to) throws IOException {
        byte[] length = from.readNBytes(Integer.BYTES);
        while (length.length == Integer.BYTES) {
            byte[] request = from.readNBytes(ByteBuffer.wrap(length).getInt());
            awaitPassing(ByteBuffer.wrap(request).getShort() == ApiKeys.PRODUCE.id);
            to.write(
                    ByteBuffer.allocate(length.length + request.length)
                            .put(length)
                            .put(request)
                            .array());
            length = from.readNBytes(Integer.BYTES);
        }
    }

    private void carryAnswers(InputStream from, OutputStream to) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int size = from.read(piece); size >= 0; size = from.read(piece)) {
            awaitPassing(false);
            to.write(piece, 0, size);
        }
    }

    private void awaitPassing(boolean records) throws IOException {
        synchronized (mended) {
            try {
                while (passing == Passing.NOTHING
                        || (records && passing == Passing.ALL_BUT_RECORDS)) {
                    mended.wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    private void end(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException _) {
            // It is gone one way or the other.
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        mend();
        sockets.forEach(this::end);
    }
}
