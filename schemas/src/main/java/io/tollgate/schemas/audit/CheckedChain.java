package io.tollgate.schemas.audit;

import io.tollgate.schemas.AuditEntry;
import io.tollgate.schemas.audit.AuditFinding.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The chain of one writer as far as it was verified. Not thread-safe. */
final class CheckedChain {
    private final String writerId;
    private final TreeMap<Long, List<AuditHead>> heads = new TreeMap<>();
    private final List<AuditFinding> findings = new ArrayList<>();
    private ChainEnd end;
    private long highest = -1;
    private long unanchored;
    private Optional<Instant> unanchoredSince = Optional.empty();

    CheckedChain(String writerId) {
        this.writerId = writerId;
        this.end = ChainEnd.empty(writerId);
    }

    /** A head that the chain must go through; before any entry is taken. */
    void expect(AuditHead head) {
        heads.computeIfAbsent(head.sequence(), _ -> new ArrayList<>()).add(head);
    }

    void take(AuditEntry entry, byte[] stored) {
        long sequence = entry.getSequence();
        if (!entry.getWriterId().equals(writerId)) {
            find(Kind.CHANGED, sequence, "names another writer than its topic key");
        }
        if (sequence > end.next()) {
            find(Kind.REMOVED, sequence, "entry " + end.next() + " is missing before it");
        } else if (sequence < end.next()) {
            find(Kind.REORDERED, sequence, "stands behind entry " + (end.next() - 1));
        } else if (!end.isBefore(entry)) {
            find(
                    Kind.CHANGED,
                    sequence,
                    sequence == 0
                            ? "the first entry names one before it"
                            : "entry " + (sequence - 1) + " is not the one that this one followed");
        }
        advance(sequence, stored);
        count(sequence, entry.getAt());
    }

    void takeUndecodable(byte[] stored) {
        find(Kind.CHANGED, end.next(), "can't be read as an entry");
        advance(end.next(), stored);
    }

    List<AuditFinding> findings() {
        return findings;
    }

    Optional<AuditFinding> truncation() {
        if (heads.isEmpty() || heads.lastKey() <= highest) {
            return Optional.empty();
        }
        AuditHead missing = heads.sequencedValues().getLast().getFirst();
        return Optional.of(
                new AuditFinding(
                        Kind.TRUNCATED,
                        writerId,
                        missing.sequence(),
                        "was there at "
                                + missing.at()
                                + ", and now the chain ends with "
                                + (highest < 0 ? "nothing" : "entry " + highest)));
    }

    Optional<AuditReport.Unanchored> unanchored() {
        long first = heads.isEmpty() ? 0 : heads.lastKey() + 1;
        return unanchoredSince.map(
                since -> new AuditReport.Unanchored(writerId, first, since, unanchored));
    }

    /**
     * From what is there, not from what should be: one wrong entry must not spoil all behind it.
     */
    private void advance(long sequence, byte[] stored) {
        end = ChainEnd.behind(writerId, sequence, stored);
        highest = Math.max(highest, sequence);
        for (AuditHead head : heads.getOrDefault(sequence, List.of())) {
            if (!head.hash().equals(end.hash())) {
                find(
                        Kind.CHANGED,
                        sequence,
                        "is not the entry that the head of " + head.at() + " names");
            }
        }
    }

    private void count(long sequence, Instant at) {
        if (heads.isEmpty() || sequence > heads.lastKey()) {
            unanchored++;
            unanchoredSince = unanchoredSince.or(() -> Optional.of(at));
        }
    }

    private void find(Kind kind, long sequence, String detail) {
        findings.add(new AuditFinding(kind, writerId, sequence, detail));
    }
}
