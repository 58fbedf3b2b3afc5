package io.tollgate.schemas.audit;

import java.time.Instant;
import java.util.List;

/**
 * What a verification found.
 *
 * @param entries how many entries were read
 * @param findings what is wrong: heads first, then writer by writer
 * @param unanchored what no head vouches for, by writer
 */
public record AuditReport(long entries, List<AuditFinding> findings, List<Unanchored> unanchored) {
    /**
     * The entries of one writer behind its last head. They are chained, but whoever can write the
     * topic could have cut off or replaced them.
     *
     * @param writerId whose
     * @param sequence the first of them
     * @param since when that was written
     * @param entries how many they are
     */
    public record Unanchored(String writerId, long sequence, Instant since, long entries) {}

    /** Copies the lists. */
    public AuditReport {
        findings = List.copyOf(findings);
        unanchored = List.copyOf(unanchored);
    }

    /** Whether nothing is wrong. */
    public boolean isIntact() {
        return findings.isEmpty();
    }
}
