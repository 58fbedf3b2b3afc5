package io.tollgate.admin.table;

import io.tollgate.admin.table.WriteRefusedException.Reason;
import io.tollgate.settings.KafkaConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes an installation's state, while this instance is the one that does. The transactional id is
 * the installation's, so that whoever takes the writing over fences the one before, which then
 * refuses to write until it takes it over again. Thread-safe.
 */
public final class KafkaWriter implements Ledger, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaWriter.class);
    private static final Duration WAIT_FOR_TURN = Duration.ofSeconds(5);
    private static final Duration WAIT_FOR_OWN_READ = Duration.ofSeconds(5);

    private static final Duration CATCH_UP = Duration.ofSeconds(30);

    private final KafkaConnection kafka;
    private final String transactionalId;
    private final List<KafkaTables> tables = new ArrayList<>();
    private final ReentrantLock turn = new ReentrantLock(true);
    private @Nullable KafkaTransactions transactions;
    private volatile boolean writes;

    /** A writer that does not write yet. */
    public KafkaWriter(KafkaConnection kafka, String transactionalId) {
        this.kafka = kafka;
        this.transactionalId = transactionalId;
    }

    /**
     * Takes over the writing. From when the transactional id is taken over, no other instance can
     * commit, and whatever any had begun is committed or aborted; all of it is read before the
     * first decision is made here.
     *
     * @throws KafkaException if Kafka can't be reached; to be tried again
     */
    public void lead() throws InterruptedException {
        turn.lock();
        try {
            end();
            transactions = new KafkaTransactions(kafka, transactionalId, "admin-writer");
            for (KafkaTables reader : tables) {
                reader.awaitCaughtUp(CATCH_UP);
            }
            writes = true;
        } finally {
            turn.unlock();
        }
    }

    /** Leaves the writing to another instance, once the write under way is done. */
    public void follow() {
        writes = false;
        turn.lock();
        try {
            end();
        } finally {
            turn.unlock();
        }
    }

    /** Waits until all that was written anywhere before now is in the own tables. */
    public void awaitOthers(Duration most) throws InterruptedException {
        for (KafkaTables reader : tables) {
            reader.awaitCaughtUp(most);
        }
    }

    /** Names the readers of the tables; to be called before anything else. */
    public void readBackFrom(KafkaTables reader) {
        tables.add(reader);
    }

    @Override
    public <T> T change(Function<Changes, T> decision) {
        await();
        try {
            return inTurn(decision);
        } finally {
            turn.unlock();
        }
    }

    @Override
    public boolean writes() {
        return writes;
    }

    @Override
    public void close() {
        follow();
    }

    private void end() {
        writes = false;
        if (transactions != null) {
            transactions.close();
            transactions = null;
        }
    }

    private void await() {
        try {
            if (!turn.tryLock(WAIT_FOR_TURN.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new WriteRefusedException(
                        Reason.BUSY, "too many writes wait; nothing was written");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WriteRefusedException(Reason.BUSY, "stopping; nothing was written");
        }
    }

    private <T> T inTurn(Function<Changes, T> decision) {
        KafkaTransactions present = transactions;
        if (!writes || present == null) {
            throw new WriteRefusedException(
                    Reason.FENCED, "another instance of the admin API writes; nothing was written");
        }
        settle(present);
        var changes = new Changes();
        T result = decision.apply(changes);
        if (!changes.list().isEmpty()) {
            awaitOwnRead(commit(present, changes));
        }
        return result;
    }

    private void settle(KafkaTransactions present) {
        try {
            awaitOwnRead(places(present.settle()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WriteRefusedException(Reason.BUSY, "stopping; nothing was written");
        } catch (ExecutionException | KafkaException e) {
            if (!isLate(e)) {
                // What can't finish what it began can't write again: the writing is taken over
                // anew.
                writes = false;
            }
            throw refusal(e, "nothing was written");
        }
    }

    private List<RecordMetadata> commit(KafkaTransactions present, Changes changes) {
        try {
            return places(present.write(changes.list()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WriteRefusedException(
                    Reason.UNREACHABLE, "stopping; look before trying again");
        } catch (ExecutionException | KafkaException e) {
            throw refusal(e, "all of the change is written or nothing: look before trying again");
        }
    }

    private static List<RecordMetadata> places(List<Future<RecordMetadata>> sent)
            throws InterruptedException, ExecutionException {
        var places = new ArrayList<RecordMetadata>();
        for (var future : sent) {
            places.add(future.get());
        }
        return places;
    }

    private void awaitOwnRead(List<RecordMetadata> written) {
        try {
            for (RecordMetadata at : written) {
                var partition = new TopicPartition(at.topic(), at.partition());
                for (KafkaTables reader : tables) {
                    if (reader.reads(partition)
                            && !reader.await(partition, at.offset(), WAIT_FOR_OWN_READ.toNanos())) {
                        // No decision may be made without it: the tables have to catch up first.
                        writes = false;
                        throw new WriteRefusedException(
                                Reason.UNREACHABLE,
                                "the change is written, but could not be read back in time");
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            writes = false;
            throw new WriteRefusedException(Reason.UNREACHABLE, "the change is written; stopping");
        }
    }

    private static boolean isLate(Exception e) {
        return e instanceof TimeoutException || e.getCause() instanceof TimeoutException;
    }

    private WriteRefusedException refusal(Exception e, String outcome) {
        if (KafkaTransactions.isTakenOver(e)) {
            writes = false;
            log.atWarn().log("another instance has taken over the writing");
            return new WriteRefusedException(
                    Reason.FENCED,
                    "another instance of the admin API has taken over the writing; " + outcome);
        }
        log.atWarn().setCause(e).log("write failed");
        return new WriteRefusedException(
                Reason.UNREACHABLE,
                (isLate(e) ? "Kafka did not answer in time; " : "Kafka refused the write; ")
                        + outcome);
    }
}
