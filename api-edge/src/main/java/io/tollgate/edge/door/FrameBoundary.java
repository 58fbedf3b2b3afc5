package io.tollgate.edge.door;

import java.nio.ByteBuffer;

/**
 * Knows where the frames of a WebSocket begin in a stream of bytes, without looking at what is in
 * them: RFC 6455, 5.2. Not thread-safe.
 */
final class FrameBoundary {
    private static final int SHORTEST_HEAD = 2;
    private static final int LENGTH_BITS = 0x7f;
    private static final int TWO_MORE = 126;
    private static final int EIGHT_MORE = 127;
    private static final int MASK_BIT = 0x80;
    private static final int MASK_BYTES = 4;

    private final byte[] head = new byte[14];
    private int headBytes;
    private long payloadLeft;

    /** Whether the next byte begins a frame. */
    boolean atFrame() {
        return headBytes == 0 && payloadLeft == 0;
    }

    /**
     * Takes note of bytes that pass; they stay in the buffer.
     *
     * @param upToFrame whether to stop where the first frame ends
     * @return how many were taken note of
     */
    int pass(ByteBuffer bytes, boolean upToFrame) {
        int at = bytes.position();
        while (at < bytes.limit()) {
            if (payloadLeft > 0) {
                int skipped = (int) Math.min(payloadLeft, bytes.limit() - at);
                payloadLeft -= skipped;
                at += skipped;
            } else {
                head[headBytes++] = bytes.get(at++);
                endHead();
            }
            if (upToFrame && atFrame()) {
                break;
            }
        }
        return at - bytes.position();
    }

    private void endHead() {
        if (headBytes < SHORTEST_HEAD) {
            return;
        }
        int length = head[1] & LENGTH_BITS;
        int lengthBytes = length == TWO_MORE ? 2 : length == EIGHT_MORE ? 8 : 0;
        int mask = (head[1] & MASK_BIT) == 0 ? 0 : MASK_BYTES;
        if (headBytes == SHORTEST_HEAD + lengthBytes + mask) {
            payloadLeft = lengthBytes == 0 ? length : longLength(lengthBytes);
            headBytes = 0;
        }
    }

    private long longLength(int bytes) {
        long length = 0;
        for (int i = 0; i < bytes; i++) {
            length = (length << 8) | (head[SHORTEST_HEAD + i] & 0xff);
        }
        return length & Long.MAX_VALUE;
    }
}
