package io.tollgate.edge.table;

import io.tollgate.schemas.credentials.KeyHash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Says of most key hashes that do not exist that they don't, without the disk: one in a hundred
 * slips through. Thread-safe; hashes that were added are never denied again.
 */
final class KeyFilter {
    /*
     * A Bloom filter [1] with 10 bits and 7 probes for each hash. What goes in is a keyed hash
     * already, so that its own words serve as the hash functions, combined as in [2] and brought
     * into range by a multiplication as in [3], since a start adds millions.
     *
     * [1] Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970
     * [2] Kirsch and Mitzenmacher, "Less hashing, same performance", 2006
     * [3] Lemire, "Fast random integer generation in an interval", 2019
     */
    private static final int BITS_PER_HASH = 10;
    private static final int PROBES = 7;
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] words;
    private final long bits;

    /** A filter for about so many hashes. */
    KeyFilter(long capacity) {
        long wanted = Math.max(1, capacity) * BITS_PER_HASH / Long.SIZE + 1;
        words = new long[(int) Math.min(Integer.MAX_VALUE - 8, wanted)];
        bits = (long) words.length * Long.SIZE;
    }

    void add(KeyHash hash) {
        for (int probe = 0; probe < PROBES; probe++) {
            long bit = bit(hash, probe);
            WORD.getAndBitwiseOr(words, word(bit), mask(bit));
        }
    }

    /** Whether a hash may have been added. */
    boolean mayContain(KeyHash hash) {
        for (int probe = 0; probe < PROBES; probe++) {
            long bit = bit(hash, probe);
            if (((long) WORD.getVolatile(words, word(bit)) & mask(bit)) == 0) {
                return false;
            }
        }
        return true;
    }

    private long bit(KeyHash hash, int probe) {
        return Math.unsignedMultiplyHigh(hash.first() + probe * hash.second(), bits);
    }

    private static int word(long bit) {
        return (int) (bit / Long.SIZE);
    }

    private static long mask(long bit) {
        return 1L << (bit % Long.SIZE);
    }
}
