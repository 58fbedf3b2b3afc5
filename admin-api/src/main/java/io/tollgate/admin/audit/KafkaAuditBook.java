package io.tollgate.admin.audit;

import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.schemas.AuditEntry;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.wire.UndecodableRecordException;
import io.tollgate.settings.KafkaConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic of the audit, which is kept for ever and too long to be remembered: it is read where
 * somebody looks. Its one partition gives the entries of all writers an order. Thread-safe.
 */
public final class KafkaAuditBook implements AuditBook, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaAuditBook.class);
    private static final long STRETCH = 2_000;
    private static final Duration MOST = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(200);

    /** Clocks are set back at times, and Kafka finds times by what they said. */
    private static final Duration CLOCK_DOUBT = Duration.ofHours(1);

    private final Topic<AuditEntry> topic;
    private final TopicPartition partition;
    private final Consumer<String, byte[]> consumer;
    private final LongSupplier nanoTicker;
    private final ReentrantLock turn = new ReentrantLock(true);

    /** Reads a topic, which need not be there yet. */
    public KafkaAuditBook(KafkaConnection kafka, Topic<AuditEntry> topic, LongSupplier nanoTicker) {
        this.topic = topic;
        this.partition = new TopicPartition(topic.name(), 0);
        this.nanoTicker = nanoTicker;
        this.consumer =
                new KafkaConsumer<>(
                        kafka.with(
                                Map.of(
                                        "enable.auto.commit", "false",
                                        "isolation.level", "read_committed",
                                        "max.poll.records", String.valueOf(STRETCH),
                                        "default.api.timeout.ms", String.valueOf(MOST.toMillis()),
                                        "request.timeout.ms", "4000",
                                        "client.id", "admin-audit-book")),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        consumer.assign(List.of(partition));
    }

    @Override
    public Stretch before(OptionalLong place, Optional<Instant> from) {
        await();
        try {
            long oldest =
                    Math.max(
                            consumer.beginningOffsets(List.of(partition))
                                    .getOrDefault(partition, 0L),
                            since(from));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long to = Math.min(place.orElse(end), end);
            long begin = Math.max(oldest, to - STRETCH);
            List<Placed> read = begin < to ? between(begin, to) : List.of();
            return new Stretch(read, begin, begin <= oldest);
        } catch (KafkaException e) {
            log.atWarn().setCause(e).log("the audit could not be read");
            throw unreachable();
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            consumer.close();
        } finally {
            turn.unlock();
        }
    }

    private void await() {
        try {
            if (turn.tryLock(MOST.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new ProblemException(ProblemType.BUSY, "too many search the audit");
    }

    /** Entries are written after the time that they say. */
    private long since(Optional<Instant> from) {
        if (from.isEmpty()) {
            return 0;
        }
        long time = Math.max(0, from.get().minus(CLOCK_DOUBT).toEpochMilli());
        @Nullable OffsetAndTimestamp first =
                consumer.offsetsForTimes(Map.of(partition, time)).get(partition);
        return first == null ? Long.MAX_VALUE : first.offset();
    }

    private List<Placed> between(long begin, long end) {
        var read = new ArrayList<Placed>();
        consumer.seek(partition, begin);
        long startNanos = nanoTicker.getAsLong();
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<String, byte[]> next : consumer.poll(POLL)) {
                if (next.offset() < end) {
                    entry(next).ifPresent(read::add);
                }
            }
            if (nanoTicker.getAsLong() - startNanos > MOST.toNanos()) {
                throw unreachable();
            }
        }
        Collections.reverse(read);
        return read;
    }

    private Optional<Placed> entry(ConsumerRecord<String, byte[]> stored) {
        if (stored.value() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Placed(stored.offset(), topic.values().decode(stored.value())));
        } catch (UndecodableRecordException e) {
            log.atError()
                    .addKeyValue("topic", topic.name())
                    .addKeyValue("offset", stored.offset())
                    .setCause(e)
                    .log("an entry of the audit can't be read, and is passed over");
            return Optional.empty();
        }
    }

    private static ProblemException unreachable() {
        return new ProblemException(
                ProblemType.KAFKA_UNREACHABLE, "the audit is in Kafka, which does not answer");
    }
}
