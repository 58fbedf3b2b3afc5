package io.tollgate.edge.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class FrameBoundaryTest {
    private final FrameBoundary frames = new FrameBoundary();

    @Test
    void findsTheEndOfAFrameThatHasNoPayload() {
        assertThat(frames.pass(bytes(0x81, 0), false)).isEqualTo(2);
        assertThat(frames.atFrame()).isTrue();
    }

    @Test
    void isWithinAFrameUntilItsLastByte() {
        frames.pass(bytes(0x81), false);
        assertThat(frames.atFrame()).isFalse();
        frames.pass(bytes(2, 'a'), false);
        assertThat(frames.atFrame()).isFalse();
        frames.pass(bytes('b'), false);
        assertThat(frames.atFrame()).isTrue();
    }

    @Test
    void stopsAtTheFirstEndWhenAskedTo() {
        assertThat(frames.pass(bytes(0x81, 1, 'a', 0x81, 1, 'b'), true)).isEqualTo(3);
        assertThat(frames.atFrame()).isTrue();
    }

    @RepeatedTest(200)
    void knowsEveryFrameHoweverItsBytesAreCutUp(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        var random = new Random(seed);
        ByteBuffer stream = ByteBuffer.allocate(400_000);
        var ends = new TreeSet<Integer>();
        for (int i = 0; i < 5; i++) {
            frame(random, stream);
            ends.add(stream.position());
        }
        stream.flip();
        while (stream.hasRemaining()) {
            int size = Math.min(1 + random.nextInt(3000), stream.remaining());
            ByteBuffer piece = stream.slice(stream.position(), size);
            int passed = frames.pass(piece, random.nextBoolean());
            stream.position(stream.position() + passed);
            assertThat(frames.atFrame())
                    .as("seed %d at %d", seed, stream.position())
                    .isEqualTo(ends.contains(stream.position()));
        }
    }

    private static void frame(Random random, ByteBuffer into) {
        int[] sizes = {0, 1, 125, 126, 127, 65_535, 65_536};
        int size = sizes[random.nextInt(sizes.length)];
        boolean masked = random.nextBoolean();
        int mask = masked ? 0x80 : 0;
        into.put((byte) 0x82);
        if (size < 126) {
            into.put((byte) (mask | size));
        } else if (size < 65_536) {
            into.put((byte) (mask | 126)).putShort((short) size);
        } else {
            into.put((byte) (mask | 127)).putLong(size);
        }
        byte[] rest = new byte[size + (masked ? 4 : 0)];
        random.nextBytes(rest);
        into.put(rest);
    }

    private static ByteBuffer bytes(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length);
        for (int value : values) {
            bytes.put((byte) value);
        }
        return bytes.flip();
    }
}
