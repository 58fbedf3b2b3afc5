package io.tollgate.admin.audit;

import io.tollgate.admin.http.DeedWitness;
import io.tollgate.admin.resource.State;
import io.tollgate.admin.revocation.RevocationLog;
import io.tollgate.admin.table.Ledger;
import io.tollgate.schemas.AuditEntry;
import io.tollgate.schemas.credentials.KeyForm;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.settings.KafkaConnection;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;

/** The audit of a running program, in a chain of its own. Thread-safe. */
public final class KafkaAuditing implements AutoCloseable {
    private final KafkaAudit audit;
    private final AuditHeads heads;
    private final AuditQueue queue;
    private final AuditDesk desk;

    private KafkaAuditing(KafkaAudit audit, AuditHeads heads, AuditQueue queue, AuditDesk desk) {
        this.audit = audit;
        this.heads = heads;
        this.queue = queue;
        this.desk = desk;
    }

    /**
     * Goes on with the chain of a writer, which no other instance can from here on.
     *
     * @param state what is as it was while a change is decided
     * @param forms of keys and tokens, none of which ever gets into an entry
     * @throws org.apache.kafka.common.KafkaException if Kafka can't be reached
     * @throws IOException if the key of heads can't be read or made
     */
    public static KafkaAuditing open(
            AuditSettings settings,
            KafkaConnection kafka,
            Admin admin,
            Topic<AuditEntry> topic,
            String writerId,
            State state,
            List<KeyForm> forms,
            InstantSource clock,
            LongSupplier nanoTicker)
            throws IOException {
        var audit = KafkaAudit.open(kafka, admin, topic, writerId, nanoTicker);
        try {
            var heads = AuditHeads.start(settings, audit::head, clock);
            var queue = AuditQueue.start(audit);
            var desk = new AuditDesk(audit, queue, new Before(state), forms, clock);
            return new KafkaAuditing(audit, heads, queue, desk);
        } catch (IOException e) {
            audit.close();
            throw e;
        }
    }

    /** The same ledger, of which every change is audited. */
    public Ledger audited(Ledger ledger) {
        return new AuditedLedger(ledger, desk, audit::fenced);
    }

    /** To be told of deeds that are refused. */
    public DeedWitness refusals() {
        return desk;
    }

    /** To be told of revocations that are written. */
    public RevocationLog.Witness revocations() {
        return desk::revoked;
    }

    /** Whether the chain is this instance's still, and no newer one's of its name. */
    public boolean goesOn() {
        return !audit.fenced();
    }

    /** How many entries were lost. */
    public long lost() {
        return queue.lost();
    }

    /** Writes what still waits, for some seconds at most. */
    @Override
    public void close() {
        queue.close();
        heads.close();
        audit.close();
    }
}
