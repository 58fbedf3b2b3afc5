package io.tollgate.admin.audit;

import io.tollgate.schemas.AuditEntry;
import io.tollgate.schemas.audit.ChainEnd;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.wire.UndecodableRecordException;
import io.tollgate.settings.KafkaConnection;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds where a writer's chain ends, from the end of the topic backwards: it is kept for ever, and
 * what is looked for was mostly written last.
 */
final class KafkaChainEnd {
    /*
     * A committed entry can stand behind the open transaction of another writer, and is not seen
     * before that ends. So the end is where the topic ends, not where its committed part does; an
     * open transaction is waited for, which Kafka ends after its timeout.
     */
    private static final Logger log = LoggerFactory.getLogger(KafkaChainEnd.class);
    private static final Duration MOST = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long FIRST_STEP = 1_000;
    private static final int GROWTH = 10;

    private final KafkaConnection kafka;
    private final Admin admin;
    private final Topic<AuditEntry> topic;
    private final LongSupplier nanoTicker;

    KafkaChainEnd(
            KafkaConnection kafka, Admin admin, Topic<AuditEntry> topic, LongSupplier nanoTicker) {
        this.kafka = kafka;
        this.admin = admin;
        this.topic = topic;
        this.nanoTicker = nanoTicker;
    }

    /**
     * The end of a writer's chain, to whose transactional id nobody else may write any more.
     *
     * @throws KafkaException if the topic can't be read
     */
    ChainEnd of(String writerId) {
        var config =
                Map.of(
                        "enable.auto.commit", "false",
                        "isolation.level", "read_committed",
                        "default.api.timeout.ms", "15000",
                        "client.id", "admin-audit-end");
        try (Consumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        kafka.with(config),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            return consumer.partitionsFor(topic.name()).stream()
                    .map(at -> new TopicPartition(topic.name(), at.partition()))
                    .flatMap(at -> last(consumer, at, writerId).stream())
                    .max(Comparator.comparingLong(ChainEnd::next))
                    .orElse(ChainEnd.empty(writerId));
        }
    }

    private Optional<ChainEnd> last(
            Consumer<String, byte[]> consumer, TopicPartition at, String writerId) {
        long begin = consumer.beginningOffsets(List.of(at)).getOrDefault(at, 0L);
        long to = endOf(at);
        long step = FIRST_STEP;
        Optional<ChainEnd> found = Optional.empty();
        while (found.isEmpty() && to > begin) {
            long from = Math.max(begin, to - step);
            found = lastBetween(consumer, at, from, to, writerId);
            to = from;
            step *= GROWTH;
        }
        return found;
    }

    private Optional<ChainEnd> lastBetween(
            Consumer<String, byte[]> consumer,
            TopicPartition at,
            long from,
            long to,
            String writerId) {
        consumer.assign(List.of(at));
        consumer.seek(at, from);
        Optional<ChainEnd> last = Optional.empty();
        long startNanos = nanoTicker.getAsLong();
        while (consumer.position(at) < to) {
            for (ConsumerRecord<String, byte[]> next : consumer.poll(POLL)) {
                if (next.offset() < to && writerId.equals(next.key()) && next.value() != null) {
                    Optional<ChainEnd> before = last;
                    last = behind(writerId, next).or(() -> before);
                }
            }
            if (nanoTicker.getAsLong() - startNanos > MOST.toNanos()) {
                throw new KafkaException("could not read " + at + " up to " + to + " in " + MOST);
            }
        }
        return last;
    }

    private Optional<ChainEnd> behind(String writerId, ConsumerRecord<String, byte[]> stored) {
        try {
            long sequence = topic.values().decode(stored.value()).getSequence();
            return Optional.of(ChainEnd.behind(writerId, sequence, stored.value()));
        } catch (UndecodableRecordException e) {
            log.atError()
                    .addKeyValue("topic", topic.name())
                    .addKeyValue("offset", stored.offset())
                    .setCause(e)
                    .log("an entry of the audit can't be read, and is passed over");
            return Optional.empty();
        }
    }

    private long endOf(TopicPartition at) {
        try {
            return admin.listOffsets(Map.of(at, OffsetSpec.latest()))
                    .partitionResult(at)
                    .get(MOST.toSeconds(), TimeUnit.SECONDS)
                    .offset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("stopped while reading " + at, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("could not find the end of " + at, e);
        }
    }
}
