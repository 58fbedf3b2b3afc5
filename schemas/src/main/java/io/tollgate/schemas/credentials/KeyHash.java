package io.tollgate.schemas.credentials;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * HMAC-SHA-256 over the SHA-256 of a secret: the only form of a key that leaves the request.
 * Immutable.
 */
public record KeyHash(long first, long second, long third, long fourth) {
    /** Length in bytes. */
    public static final int BYTES = 32;

    private static final HexFormat HEX = HexFormat.of();
    private static final VarHandle WORDS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Reads the hash from its 32 bytes. */
    public static KeyHash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a key hash has 32 bytes, not " + bytes.length);
        }
        return new KeyHash(word(bytes, 0), word(bytes, 1), word(bytes, 2), word(bytes, 3));
    }

    /** Reads the hash from its 64 hex digits, the form of the topic key. */
    public static KeyHash fromHex(String hex) {
        return of(HEX.parseHex(hex));
    }

    /** The 32 bytes. */
    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES)
                .putLong(first)
                .putLong(second)
                .putLong(third)
                .putLong(fourth)
                .array();
    }

    /** The 64 hex digits, the form of the topic key. */
    public String hex() {
        return HEX.formatHex(bytes());
    }

    private static long word(byte[] bytes, int place) {
        return (long) WORDS.get(bytes, place * Long.BYTES);
    }

    /** Enough to tell hashes apart in a log, too little to look one up. */
    @Override
    public String toString() {
        return "KeyHash[" + hex().substring(0, 8) + "…]";
    }
}
