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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of an installation's state. Its transactional id is fixed, so that a second
 * instance fences the first, which then refuses to write until it is started again. Thread-safe.
 */
public final class KafkaWriter implements Ledger, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaWriter.class);
    private static final Duration WAIT_FOR_TURN = Duration.ofSeconds(5);
    private static final Duration WAIT_FOR_OWN_READ = Duration.ofSeconds(5);

    private final KafkaTransactions transactions;
    private final List<KafkaTables> tables = new ArrayList<>();
    private final ReentrantLock turn = new ReentrantLock(true);
    private volatile boolean fenced;

    /**
     * Takes over the writing: from here on, no other instance can commit.
     *
     * @throws KafkaException if Kafka can't be reached
     */
    public KafkaWriter(KafkaConnection kafka, String transactionalId) {
        this.transactions = new KafkaTransactions(kafka, transactionalId, "admin-writer");
    }

    /** Names readers that must have read a write before it is answered; to be called before any. */
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
    public boolean fenced() {
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
                        Reason.BUSY, "too many writes wait; nothing was written");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WriteRefusedException(Reason.BUSY, "stopping; nothing was written");
        }
    }

    private <T> T inTurn(Function<Changes, T> decision) {
        if (fenced) {
            throw takenOver();
        }
        settle();
        var changes = new Changes();
        T result = decision.apply(changes);
        if (!changes.list().isEmpty()) {
            awaitOwnRead(commit(changes));
        }
        return result;
    }

    private void settle() {
        try {
            awaitOwnRead(places(transactions.settle()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WriteRefusedException(Reason.BUSY, "stopping; nothing was written");
        } catch (ExecutionException | KafkaException e) {
            throw refusal(e, "nothing was written");
        }
    }

    private List<RecordMetadata> commit(Changes changes) {
        try {
            return places(transactions.write(changes.list()));
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
                        throw new WriteRefusedException(
                                Reason.UNREACHABLE,
                                "the change is written, but could not be read back in time");
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WriteRefusedException(Reason.UNREACHABLE, "the change is written; stopping");
        }
    }

    private WriteRefusedException refusal(Exception e, String outcome) {
        if (KafkaTransactions.isTakenOver(e)) {
            fenced = true;
            log.atError().log("another instance writes now; this one answers reads only");
            return takenOver();
        }
        log.atWarn().setCause(e).log("write failed");
        boolean late = e instanceof TimeoutException || e.getCause() instanceof TimeoutException;
        return new WriteRefusedException(
                Reason.UNREACHABLE,
                (late ? "Kafka did not answer in time; " : "Kafka refused the write; ") + outcome);
    }

    private static WriteRefusedException takenOver() {
        return new WriteRefusedException(
                Reason.FENCED,
                "another instance of the admin API has taken over the writing; send writes there, or"
                        + " restart this one");
    }
}
