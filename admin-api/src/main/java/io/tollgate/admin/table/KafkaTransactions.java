package io.tollgate.admin.table;

import io.tollgate.settings.KafkaConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A transactional producer that remembers what it has to finish. A commit or an abort that Kafka
 * did not answer is asked for again before the next transaction, by the same producer, since a new
 * one would fence an instance that took over meanwhile. Not thread-safe.
 */
public final class KafkaTransactions implements AutoCloseable {
    private static final int TRIES_TO_START = 10;

    private final Producer<String, byte[]> producer;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();
    private Unfinished unfinished = Unfinished.NOTHING;

    private enum Unfinished {
        NOTHING,
        COMMIT,
        ABORT
    }

    /**
     * Takes a transactional id over from whoever had it, and ends what that one left open.
     *
     * @param clientId what Kafka calls the producer in its logs
     * @throws KafkaException if Kafka can't be reached
     */
    public KafkaTransactions(KafkaConnection kafka, String transactionalId, String clientId) {
        this.producer =
                new KafkaProducer<>(
                        kafka.with(
                                Map.of(
                                        "transactional.id", transactionalId,
                                        "transaction.timeout.ms", "10000",
                                        "linger.ms", "0",
                                        "max.block.ms", "3000",
                                        "request.timeout.ms", "2000",
                                        "delivery.timeout.ms", "3000",
                                        "client.id", clientId)),
                        new StringSerializer(),
                        new ByteArraySerializer());
        try {
            start(TRIES_TO_START);
        } catch (KafkaException e) {
            close();
            throw e;
        }
    }

    /**
     * Finishes what an earlier failure left open.
     *
     * @return what was written by that
     */
    public List<Future<RecordMetadata>> settle() {
        Unfinished before = unfinished;
        switch (before) {
            case NOTHING -> {}
            case COMMIT -> producer.commitTransaction();
            case ABORT -> producer.abortTransaction();
        }
        unfinished = Unfinished.NOTHING;
        return before == Unfinished.COMMIT ? List.copyOf(sent) : List.of();
    }

    /** Writes all changes in one transaction and commits it; {@link #settle} must have returned. */
    public List<Future<RecordMetadata>> write(List<Changes.Change<?>> changes) {
        producer.beginTransaction();
        unfinished = Unfinished.ABORT;
        sent.clear();
        try {
            changes.forEach(change -> sent.add(producer.send(encode(change))));
            producer.flush();
            unfinished = Unfinished.COMMIT;
            producer.commitTransaction();
            unfinished = Unfinished.NOTHING;
            return List.copyOf(sent);
        } catch (TimeoutException e) {
            throw e;
        } catch (KafkaException e) {
            abort(e);
            throw e;
        }
    }

    /** Whether a failure says that another producer has taken the transactional id over. */
    public static boolean isTakenOver(Exception failure) {
        return fences(failure) || fences(failure.getCause());
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(3));
    }

    private void abort(KafkaException cause) {
        unfinished = Unfinished.ABORT;
        // Records that were not delivered in time say that Kafka is away: aborting can wait, the
        // client shouldn't.
        if (!(cause.getCause() instanceof TimeoutException)) {
            settle();
        }
    }

    private static boolean fences(@Nullable Throwable e) {
        return e instanceof ProducerFencedException || e instanceof InvalidProducerEpochException;
    }

    /** On a new cluster, Kafka first has to make the topic that transactions are kept in. */
    private void start(int tries) {
        try {
            producer.initTransactions();
        } catch (TimeoutException e) {
            if (tries <= 1) {
                throw e;
            }
            start(tries - 1);
        }
    }

    private static <V extends SpecificRecord> ProducerRecord<String, byte[]> encode(
            Changes.Change<V> change) {
        var topic = change.topic();
        byte[] bytes = topic.values().serialize(topic.name(), change.value());
        return new ProducerRecord<>(topic.name(), change.key(), bytes);
    }
}
