package io.tollgate.schemas.audit;

import io.tollgate.schemas.AuditEntry;
import io.tollgate.schemas.audit.AuditFinding.Kind;
import io.tollgate.schemas.wire.AvroSerde;
import io.tollgate.schemas.wire.UndecodableRecordException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Holds the entries of an audit topic against their chains and against signed heads. Takes them one
 * by one and keeps none, so a topic of any length can be verified. Without heads, a cut tail and a
 * change of the last entry of a writer can't be seen; the report names such entries as unanchored.
 * The order between writers is not told by any chain. Not thread-safe.
 */
public final class AuditVerifier {
    private final AvroSerde<AuditEntry> serde = new AvroSerde<>(AuditEntry.class);
    private final Map<String, CheckedChain> chains = new TreeMap<>();
    private final List<AuditFinding> findings = new ArrayList<>();
    private long entries;

    /** Verifies without heads. */
    public AuditVerifier() {}

    /** Verifies against heads; those that the key did not sign are findings and not used. */
    public AuditVerifier(Collection<SignedHead> heads, PublicKey key) {
        for (SignedHead signed : heads) {
            AuditHead head = signed.head();
            if (signed.isBy(key)) {
                chain(head.writerId()).expect(head);
            } else {
                findings.add(
                        new AuditFinding(
                                Kind.FORGED_HEAD,
                                head.writerId(),
                                head.sequence(),
                                "the head of " + head.at() + " is not signed by this key"));
            }
        }
    }

    /** Takes the next record of the topic, in its order. */
    public void take(String topicKey, byte[] stored) {
        entries++;
        CheckedChain chain = chain(topicKey);
        try {
            chain.take(serde.decode(stored), stored);
        } catch (UndecodableRecordException e) {
            chain.takeUndecodable(stored);
        }
    }

    /** What was found, when all records were taken. */
    public AuditReport report() {
        var all = new ArrayList<>(findings);
        var unanchored = new ArrayList<AuditReport.Unanchored>();
        for (CheckedChain chain : chains.values()) {
            all.addAll(chain.findings());
            chain.truncation().ifPresent(all::add);
            chain.unanchored().ifPresent(unanchored::add);
        }
        return new AuditReport(entries, all, unanchored);
    }

    private CheckedChain chain(String writerId) {
        return chains.computeIfAbsent(writerId, CheckedChain::new);
    }
}
