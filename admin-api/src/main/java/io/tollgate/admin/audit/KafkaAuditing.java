package io.tollgate.admin.audit;

import io.tollgate.admin.http.DeedWitness;
import io.tollgate.admin.resource.State;
import io.tollgate.admin.revocation.RevocationLog;
import io.tollgate.admin.table.Ledger;
import io.tollgate.schemas.AuditEntry;
import io.tollgate.schemas.credentials.KeyForm;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.settings.KafkaConnection;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;

/** The audit of a running program, in a chain of its own. Thread-safe. */
public final class KafkaAuditing implements AutoCloseable {
    private final KafkaAudit audit;
    private final AuditQueue queue;
    private final AuditDesk desk;

    private KafkaAuditing(KafkaAudit audit, AuditQueue queue, AuditDesk desk) {
        this.audit = audit;
        this.queue = queue;
        this.desk = desk;
    }

    /**
     * Goes on with the chain of a writer, which no other instance can from here on.
     *
     * @param state what is as it was while a change is decided
     * @param forms of keys and tokens, none of which ever gets into an entry
     * @throws org.apache.kafka.common.KafkaException if Kafka can't be reached
     */
    public static KafkaAuditing open(
            KafkaConnection kafka,
            Admin admin,
            Topic<AuditEntry> topic,
            String writerId,
            State state,
            List<KeyForm> forms,
            InstantSource clock,
            LongSupplier nanoTicker) {
        var audit = KafkaAudit.open(kafka, admin, topic, writerId, nanoTicker);
        var queue = AuditQueue.start(audit);
        return new KafkaAuditing(
                audit, queue, new AuditDesk(audit, queue, new Before(state), forms, clock));
    }

    /** The same ledger, of which every change is audited. */
    public Ledger audited(Ledger ledger) {
        return new AuditedLedger(ledger, desk);
    }

    /** To be told of deeds that are refused. */
    public DeedWitness refusals() {
        return desk;
    }

    /** To be told of revocations that are written. */
    public RevocationLog.Witness revocations() {
        return desk::revoked;
    }

    /** How many entries were lost. */
    public long lost() {
        return queue.lost();
    }

    /** Writes what still waits, for some seconds at most. */
    @Override
    public void close() {
        queue.close();
        audit.close();
    }
}
