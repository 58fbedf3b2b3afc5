package io.tollgate.admin.usage;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The order that usage is kept in: by time, and by time within each key, owner and route. The entry
 * by time holds the record; the others name the key and hold nothing.
 */
final class UsageKeys {
    /** What entries can be asked for. */
    enum By {
        ALL('a'),
        KEY('k'),
        OWNER('o'),
        ROUTE('r');

        private final char letter;

        By(char letter) {
            this.letter = letter;
        }
    }

    private UsageKeys() {}

    /** What the entries of one subject begin with. */
    static byte[] prefix(By by, String id) {
        return (by.letter + id + '\0').getBytes(StandardCharsets.UTF_8);
    }

    /** The entry of one window and key within a subject. */
    static byte[] entry(By by, String id, long startMillis, String keyId) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(prefix(by, id));
        bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(startMillis).array());
        bytes.writeBytes(keyId.getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    /** The entry that holds the record of one window and key. */
    static byte[] record(long startMillis, String keyId) {
        return entry(By.ALL, "", startMillis, keyId);
    }

    /** Whether an entry belongs to a subject. */
    static boolean hasPrefix(byte[] entry, byte[] prefix) {
        return entry.length >= prefix.length + Long.BYTES
                && Arrays.equals(entry, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** Start of the window of an entry. */
    static long startMillis(byte[] entry, byte[] prefix) {
        return ByteBuffer.wrap(entry).getLong(prefix.length);
    }

    /** The key of an entry. */
    static String keyId(byte[] entry, byte[] prefix) {
        int from = prefix.length + Long.BYTES;
        return new String(entry, from, entry.length - from, StandardCharsets.UTF_8);
    }
}
