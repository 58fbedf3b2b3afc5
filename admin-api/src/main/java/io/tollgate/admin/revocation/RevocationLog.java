package io.tollgate.admin.revocation;

import io.tollgate.admin.table.Appender;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.topics.Topics;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Writes revocations, of which one may be decided on what came before it. They need no arbiter
 * beside this process: an id is written by whoever made it. Thread-safe.
 */
public final class RevocationLog {
    private final Topics topics;
    private final Appender appender;
    private final RevocationIndex index;
    private final Receipts receipts;
    private final LongSupplier nanoTicker;
    private final Witness witness;
    private final ReentrantLock turn = new ReentrantLock();

    /** Is told of every revocation that was written here. Must not throw or wait. */
    @FunctionalInterface
    public interface Witness {
        /** Takes note of a revocation, and of what it was before. */
        void written(Optional<Revocation> before, Revocation made);
    }

    /** Writes into a topic and an index of it. */
    public RevocationLog(
            Topics topics,
            Appender appender,
            RevocationIndex index,
            Receipts receipts,
            LongSupplier nanoTicker,
            Witness witness) {
        this.topics = topics;
        this.appender = appender;
        this.index = index;
        this.receipts = receipts;
        this.nanoTicker = nanoTicker;
        this.witness = witness;
    }

    /** Runs a decision and its write with no other between them. */
    public <T> T inTurn(Supplier<T> decision) {
        turn.lock();
        try {
            return decision.get();
        } finally {
            turn.unlock();
        }
    }

    /** Writes a record and awaits receipts for it from now on. */
    public RevocationIndex.Placed write(Revocation revocation) {
        long startNanos = nanoTicker.getAsLong();
        String id = revocation.getRevocationId();
        Optional<Revocation> before = index.find(id).map(RevocationIndex.Placed::revocation);
        long offset = appender.append(topics.revocations, id, revocation);
        var placed = new RevocationIndex.Placed(revocation, offset);
        index.remember(placed);
        receipts.await(id, offset, startNanos);
        witness.written(before, revocation);
        return placed;
    }

    /** Awaits receipts for what metering wrote, measured from when it came to us. */
    public void arrived(RevocationIndex.Placed placed) {
        Revocation revocation = placed.revocation();
        if (!revocation.getAlertId().isEmpty() && revocation.getWithdrawnAt() == null) {
            receipts.await(revocation.getRevocationId(), placed.offset(), nanoTicker.getAsLong());
        }
    }
}
