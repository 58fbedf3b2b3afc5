package io.tollgate.schemas.audit;

import io.tollgate.schemas.AuditEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * The end of one writer's chain of audit entries, where the next one is tied on. Immutable.
 *
 * @param writerId whose chain it is
 * @param next sequence of the entry that comes next
 * @param hash hash of the entry before that, in hex; empty before the first
 */
public record ChainEnd(String writerId, long next, String hash) {
    private static final byte[] DOMAIN =
            "tollgate-audit-entry-v1\0".getBytes(StandardCharsets.US_ASCII);

    /** The end of a chain without entries. */
    public static ChainEnd empty(String writerId) {
        return new ChainEnd(writerId, 0, "");
    }

    /** The end of a chain whose last entry has this sequence and is stored as these bytes. */
    public static ChainEnd behind(String writerId, long sequence, byte[] stored) {
        return new ChainEnd(writerId, sequence + 1, hashOf(stored));
    }

    /** The entry that comes next: what is to be told, with its place in the chain. */
    public AuditEntry tie(AuditEntry.Builder told) {
        return told.setWriterId(writerId)
                .setSequence(next)
                .setPreviousHash(ByteBuffer.wrap(HexFormat.of().parseHex(hash)))
                .build();
    }

    /** The end once the next entry is stored as these bytes. */
    public ChainEnd then(byte[] stored) {
        return behind(writerId, next, stored);
    }

    /** The newest entry, to be signed; there must be one. */
    public AuditHead head(Instant at) {
        return new AuditHead(writerId, next - 1, hash, at);
    }

    /** Whether an entry was made to follow the entry before this end. */
    boolean isBefore(AuditEntry entry) {
        return HexFormat.of().formatHex(bytes(entry.getPreviousHash())).equals(hash);
    }

    /**
     * SHA-256 of an entry as stored. The tag keeps it apart from the hash of the same bytes made
     * for another purpose; the writer and the sequence are among the bytes.
     */
    static String hashOf(byte[] stored) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(DOMAIN);
            return HexFormat.of().formatHex(sha.digest(stored));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
