package io.tollgate.schemas.audit;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Which entry was the newest of a writer at some time.
 *
 * @param writerId whose chain it is
 * @param sequence of the entry
 * @param hash of the entry as stored, in hex
 * @param at when it was the newest
 */
public record AuditHead(String writerId, long sequence, String hash, Instant at) {
    private static final Pattern WRITER = Pattern.compile("[a-zA-Z0-9._-]+");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /** Checks that it can be told in one line. */
    public AuditHead {
        if (!WRITER.matcher(writerId).matches()) {
            throw new IllegalArgumentException("a writer's id must match " + WRITER);
        }
        if (sequence < 0) {
            throw new IllegalArgumentException("sequences begin at 0, got " + sequence);
        }
        if (!HASH.matcher(hash).matches()) {
            throw new IllegalArgumentException("a hash must be 64 hex digits, got " + hash);
        }
    }
}
