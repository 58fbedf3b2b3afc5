package io.tollgate.admin.audit;

import io.tollgate.admin.table.Changes;
import io.tollgate.admin.table.KafkaTransactions;
import io.tollgate.admin.table.WriteRefusedException;
import io.tollgate.admin.table.WriteRefusedException.Reason;
import io.tollgate.schemas.AuditEntry;
import io.tollgate.schemas.AuditPhase;
import io.tollgate.schemas.audit.AuditHead;
import io.tollgate.schemas.audit.ChainEnd;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.settings.KafkaConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One writer's chain in the audit's topic: one entry after the other, each tied to the one before,
 * whose fate must be known first. The transactional id is the writer's own, so that of two
 * instances of one name only the newer goes on with the chain. Thread-safe.
 */
final class KafkaAudit implements Audit, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaAudit.class);
    private static final Duration WAIT_FOR_TURN = Duration.ofSeconds(5);

    /** How an intent ended that nobody waited for any more when it was written. */
    private static final String NOTHING_DONE = "urn:tollgate:problem:kafka-unreachable";

    private final Topic<AuditEntry> topic;
    private final KafkaTransactions transactions;
    private final ReentrantLock turn = new ReentrantLock(true);
    private ChainEnd end;

    /** The last entry, while it is not known whether it is written. */
    private Optional<Sent> pending = Optional.empty();

    /** An outcome that turned out to be written after its teller was told that it may not be. */
    private Optional<Sent> late = Optional.empty();

    private volatile boolean fenced;

    private record Sent(Telling telling, AuditEntry entry) {}

    private KafkaAudit(Topic<AuditEntry> topic, KafkaTransactions transactions, ChainEnd end) {
        this.topic = topic;
        this.transactions = transactions;
        this.end = end;
    }

    /**
     * Takes a writer's chain over and finds its end.
     *
     * @throws KafkaException if Kafka can't be reached
     */
    static KafkaAudit open(
            KafkaConnection kafka,
            Admin admin,
            Topic<AuditEntry> topic,
            String writerId,
            LongSupplier nanoTicker) {
        var transactions =
                new KafkaTransactions(kafka, topic.name() + "-" + writerId, "admin-audit");
        try {
            // Only now, as nobody else can add to it any more.
            ChainEnd end = new KafkaChainEnd(kafka, admin, topic, nanoTicker).of(writerId);
            log.atInfo()
                    .addKeyValue("writer", writerId)
                    .addKeyValue("next", end.next())
                    .log("the audit goes on");
            return new KafkaAudit(topic, transactions, end);
        } catch (RuntimeException e) {
            transactions.close();
            throw e;
        }
    }

    @Override
    public long write(Telling telling) {
        await();
        try {
            settle();
            if (late.isPresent() && late.get().telling().equals(telling)) {
                long sequence = late.get().entry().getSequence();
                late = Optional.empty();
                return sequence;
            }
            return append(telling);
        } catch (KafkaException e) {
            throw refusal(e);
        } finally {
            turn.unlock();
        }
    }

    /** The newest entry that is known to be written, to be signed; empty before the first. */
    Optional<AuditHead> head(Instant at) {
        turn.lock();
        try {
            return end.next() == 0 ? Optional.empty() : Optional.of(end.head(at));
        } finally {
            turn.unlock();
        }
    }

    /** Whether another instance of this name goes on with the chain. */
    boolean fenced() {
        return fenced;
    }

    @Override
    public void close() {
        transactions.close();
    }

    private void await() {
        try {
            if (!turn.tryLock(WAIT_FOR_TURN.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new WriteRefusedException(
                        Reason.BUSY, "too many writes wait for the audit; nothing was changed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WriteRefusedException(Reason.BUSY, "stopping; nothing was changed");
        }
        if (fenced) {
            turn.unlock();
            throw takenOver();
        }
    }

    private void settle() {
        boolean written = !transactions.settle().isEmpty();
        Optional<Sent> before = pending;
        pending = Optional.empty();
        if (!written || before.isEmpty()) {
            return;
        }
        Sent sent = before.get();
        end = end.then(topic.values().encode(sent.entry()));
        if (sent.telling().phase() == AuditPhase.INTENT) {
            Telling said = sent.telling();
            append(said.outcome(said.at(), sent.entry().getSequence(), NOTHING_DONE));
        } else {
            late = before;
        }
    }

    private long append(Telling telling) {
        AuditEntry entry = end.tie(telling.entry());
        var changes = new Changes();
        changes.put(topic, end.writerId(), entry);
        pending = Optional.of(new Sent(telling, entry));
        transactions.write(changes.list());
        pending = Optional.empty();
        // The same bytes as were sent: an entry has one encoding.
        end = end.then(topic.values().encode(entry));
        return entry.getSequence();
    }

    private WriteRefusedException refusal(KafkaException e) {
        if (KafkaTransactions.isTakenOver(e)) {
            fenced = true;
            log.atError().log("another instance of this name writes the audit now");
            return takenOver();
        }
        log.atWarn().setCause(e).log("an entry of the audit was not written");
        return new WriteRefusedException(
                Reason.UNREACHABLE,
                "Kafka did not take the entry of the audit; nothing was changed");
    }

    private static WriteRefusedException takenOver() {
        return new WriteRefusedException(
                Reason.FENCED,
                "another instance of this name has taken over the audit; send writes there, or give"
                        + " each instance a name of its own (TOLLGATE_ADMIN_INSTANCE)");
    }
}
