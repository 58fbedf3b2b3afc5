package io.tollgate.edge.door;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;

/**
 * Two connections whose bytes are passed on to each other, in each direction one piece at a time:
 * the next is read when the other side has taken the last. Thread-safe.
 *
 * <p>Both connections hand over to it, the upstream's first; it begins when the client's has.
 * Neither holds a buffer while it is silent.
 */
final class Tunnel {
    private static final int PIECE_BYTES = 16 << 10;

    /** A frame that closes a WebSocket with 1001, "going away": RFC 6455, 7.4.1. */
    private static final byte[] GOING_AWAY = {(byte) 0x88, 2, 0x03, (byte) 0xe9};

    private static final int DIRECTIONS = 2;

    private final Side client;
    private final Side upstream;
    private final ByteBufferPool buffers;
    private final LongSupplier nanos;
    private final Consumer<Throwable> end;
    private final AtomicInteger directionsDone = new AtomicInteger();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicReference<Flow> toClient = new AtomicReference<>(Flow.MOVING);
    private final FrameBoundary frames = new FrameBoundary();
    private volatile boolean leaving;
    private volatile long movedNanos;

    /** What goes on in the direction of the client, whose closing frame must not cut another. */
    private enum Flow {
        MOVING,
        /** Nothing was there to be moved, and the last frame was complete. */
        BETWEEN_FRAMES,
        /** The client was told to close; what else the upstream sends is dropped. */
        CLOSED
    }

    /**
     * A tunnel that has not begun.
     *
     * @param end is told once that it is over, and why
     */
    Tunnel(
            EndPoint client,
            EndPoint upstream,
            Executor executor,
            ByteBufferPool buffers,
            LongSupplier nanos,
            Consumer<Throwable> end) {
        this.client = new Side(client, executor);
        this.upstream = new Side(upstream, executor);
        this.buffers = buffers;
        this.nanos = nanos;
        this.end = end;
        this.movedNanos = nanos.getAsLong();
    }

    /** What the client's connection hands over to, when the client has been told. */
    Connection clientSide() {
        return client;
    }

    /** Takes over the upstream's connection, and what came over it already. */
    void joinUpstream() {
        upstream.getEndPoint().upgrade(upstream);
    }

    /** Bytes that came from the client. */
    long fromClient() {
        return client.bytes;
    }

    /** Bytes that came from the upstream. */
    long fromUpstream() {
        return upstream.bytes;
    }

    /** Ends the tunnel if nothing has moved in it for too long. */
    void endIfSilent(long nowNanos, long mostMillis) {
        if (nowNanos - movedNanos > TimeUnit.MILLISECONDS.toNanos(mostMillis)) {
            end(new TimeoutException("nothing was sent for " + mostMillis + " ms"));
        }
    }

    /**
     * Asks the client to close, with the next frame that can be sent. Its answer goes to the
     * upstream, which closes too; repeated calls do nothing.
     */
    void leave() {
        leaving = true;
        if (toClient.compareAndSet(Flow.BETWEEN_FRAMES, Flow.CLOSED)) {
            client.getEndPoint()
                    .write(Callback.from(() -> {}, this::end), ByteBuffer.wrap(GOING_AWAY));
        }
    }

    /** Closes both connections; repeated calls do nothing. */
    void end(Throwable cause) {
        if (ended.compareAndSet(false, true)) {
            client.getEndPoint().close(cause);
            upstream.getEndPoint().close(cause);
            end.accept(cause);
        }
    }

    private void begin() {
        client.pump.iterate();
        upstream.pump.iterate();
    }

    private Side otherThan(Side side) {
        return side.equals(client) ? upstream : client;
    }

    /** One of the connections. */
    private final class Side extends AbstractConnection.NonBlocking
            implements Connection.UpgradeTo {
        private final Pump pump = new Pump(this);
        private @Nullable ByteBuffer early;
        private volatile long bytes;

        Side(EndPoint endPoint, Executor executor) {
            super(endPoint, executor);
        }

        @Override
        public void onUpgradeTo(ByteBuffer buffer) {
            early = buffer;
        }

        @Override
        public void onOpen() {
            super.onOpen();
            if (equals(client)) {
                begin();
            }
        }

        @Override
        public void onFillable() {
            pump.iterate();
        }

        @Override
        public boolean onIdleExpired(TimeoutException timeout) {
            // A side may be silent as long as the other is not.
            return false;
        }

        @Override
        public void onClose(@Nullable Throwable cause) {
            super.onClose(cause);
            end(cause == null ? new EOFException("closed") : cause);
        }

        /** What came before the hand-over, once. */
        @Nullable ByteBuffer takeEarly() {
            ByteBuffer taken = early;
            early = null;
            return taken;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // moved by one thread at a time
        void moved(int count) {
            bytes += count;
            movedNanos = nanos.getAsLong();
        }
    }

    /** Moves what comes over one connection to the other. */
    private final class Pump extends IteratingCallback {
        private final Side from;
        private @Nullable RetainableByteBuffer buffer;

        Pump(Side from) {
            this.from = from;
        }

        @Override
        protected Action process() throws Throwable {
            boolean towardsClient = from.equals(upstream);
            if (towardsClient) {
                toClient.compareAndSet(Flow.BETWEEN_FRAMES, Flow.MOVING);
            }
            ByteBuffer early = from.takeEarly();
            if (early != null && early.hasRemaining()) {
                return move(early, towardsClient);
            }
            while (true) {
                RetainableByteBuffer acquired = buffers.acquire(PIECE_BYTES, true);
                buffer = acquired;
                int filled = from.getEndPoint().fill(acquired.getByteBuffer());
                if (filled > 0 && !(towardsClient && toClient.get() == Flow.CLOSED)) {
                    return move(acquired.getByteBuffer(), towardsClient);
                }
                release();
                if (filled == 0) {
                    return await(towardsClient);
                }
                if (filled < 0) {
                    otherThan(from).getEndPoint().shutdownOutput();
                    return Action.SUCCEEDED;
                }
            }
        }

        private Action move(ByteBuffer piece, boolean towardsClient) {
            EndPoint to = otherThan(from).getEndPoint();
            if (towardsClient) {
                int passed = frames.pass(piece, leaving);
                if (leaving && frames.atFrame()) {
                    piece.limit(piece.position() + passed);
                    from.moved(passed);
                    toClient.set(Flow.CLOSED);
                    to.write(this, piece, ByteBuffer.wrap(GOING_AWAY));
                    return Action.SCHEDULED;
                }
            }
            from.moved(piece.remaining());
            to.write(this, piece);
            return Action.SCHEDULED;
        }

        /** Waits for more, unless it was said meanwhile that there shall be no more. */
        private Action await(boolean towardsClient) {
            from.fillInterested(this);
            if (towardsClient
                    && frames.atFrame()
                    && toClient.compareAndSet(Flow.MOVING, Flow.BETWEEN_FRAMES)
                    && leaving) {
                leave();
            }
            return Action.SCHEDULED;
        }

        @Override
        protected void onSuccess() {
            release();
        }

        @Override
        protected void onCompleteSuccess() {
            if (directionsDone.incrementAndGet() == DIRECTIONS) {
                end(new EOFException("both sides have said all"));
            }
        }

        @Override
        protected void onFailure(Throwable cause) {
            end(cause);
        }

        @Override
        protected void onCompleteFailure(Throwable cause) {
            release();
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }

        private void release() {
            RetainableByteBuffer used = buffer;
            buffer = null;
            if (used != null) {
                var _ = used.release();
            }
        }
    }
}
