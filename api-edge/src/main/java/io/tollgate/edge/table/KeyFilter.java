package io.tollgate.edge.table;

import io.tollgate.schemas.credentials.KeyHash;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Says of most key hashes that do not exist that they don't, without the disk: one in a hundred
 * slips through. Thread-safe; hashes that were added are never denied again.
 */
final class KeyFilter {
    /*
     * A Bloom filter [1] with 10 bits and 7 probes for each hash. What goes in is a keyed hash
     * already, so that its own words serve as the hash functions, combined as in [2].
     *
     * [1] Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970
     * [2] Kirsch and Mitzenmacher, "Less hashing, same performance", 2006
     */
    private static final int BITS_PER_HASH = 10;
    private static final int PROBES = 7;

    private final AtomicLongArray words;
    private final long bits;

    /** A filter for about so many hashes. */
    KeyFilter(long capacity) {
        long wanted = Math.max(1, capacity) * BITS_PER_HASH / Long.SIZE + 1;
        words = new AtomicLongArray((int) Math.min(Integer.MAX_VALUE - 8, wanted));
        bits = (long) words.length() * Long.SIZE;
    }

    void add(KeyHash hash) {
        for (int probe = 0; probe < PROBES; probe++) {
            long bit = bit(hash, probe);
            int word = (int) (bit / Long.SIZE);
            words.getAndUpdate(word, before -> before | 1L << (bit % Long.SIZE));
        }
    }

    /** Whether a hash may have been added. */
    boolean mayContain(KeyHash hash) {
        for (int probe = 0; probe < PROBES; probe++) {
            long bit = bit(hash, probe);
            if ((words.get((int) (bit / Long.SIZE)) & 1L << (bit % Long.SIZE)) == 0) {
                return false;
            }
        }
        return true;
    }

    private long bit(KeyHash hash, int probe) {
        return Math.floorMod(hash.first() + probe * hash.second(), bits);
    }
}
