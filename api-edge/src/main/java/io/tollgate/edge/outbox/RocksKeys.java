package io.tollgate.edge.outbox;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Keys of the outbox's database, in whose order events are shipped. */
final class RocksKeys {
    /*
     * m + name            settings that are remembered
     * b + ordinal         a boot's id
     * g + ordinal         the generation of requests that a boot's events are for; none is the first
     * e + ordinal + partition + first sequence
     *                     a chunk of events
     *
     * Numbers are big-endian and never negative, so keys sort as their numbers do.
     */
    static final byte[] FIRST_BOOT = {'b'};
    static final byte[] FIRST_CHUNK = {'e'};
    static final byte[] AFTER_CHUNKS = {'f'};

    private static final int CHUNK_BYTES = 1 + 2 * Integer.BYTES + Long.BYTES;

    private RocksKeys() {}

    static byte[] boot(int ordinal) {
        return ByteBuffer.allocate(1 + Integer.BYTES).put((byte) 'b').putInt(ordinal).array();
    }

    /** What tells how many partitions {@code requests} of a generation has. */
    static byte[] partitions(int generation) {
        String name = "mpartitions" + (generation == 1 ? "" : "-" + generation);
        return name.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] generation(int ordinal) {
        return ByteBuffer.allocate(1 + Integer.BYTES).put((byte) 'g').putInt(ordinal).array();
    }

    /** How a number is stored as a value. */
    static byte[] number(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    static boolean isBoot(byte[] key) {
        return key.length == 1 + Integer.BYTES && key[0] == 'b';
    }

    static int ordinalOfBoot(byte[] key) {
        return ByteBuffer.wrap(key).getInt(1);
    }

    static byte[] chunk(Lane lane, long first) {
        return ByteBuffer.allocate(CHUNK_BYTES)
                .put((byte) 'e')
                .putInt(lane.ordinal())
                .putInt(lane.partition())
                .putLong(first)
                .array();
    }

    /** The key before which all chunks of a boot, and of earlier ones, lie. */
    static byte[] afterBoot(int ordinal) {
        return chunk(new Lane(ordinal + 1, 0), 0);
    }

    static Lane lane(byte[] chunkKey) {
        ByteBuffer key = ByteBuffer.wrap(chunkKey);
        return new Lane(key.getInt(1), key.getInt(1 + Integer.BYTES));
    }

    static long first(byte[] chunkKey) {
        return ByteBuffer.wrap(chunkKey).getLong(1 + 2 * Integer.BYTES);
    }
}
