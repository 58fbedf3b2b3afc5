package io.tollgate.admin.table;

import io.tollgate.settings.KafkaConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads whole topics from their beginning into sinks, and goes on reading: a consumer without a
 * group, on a thread of its own. A record that can't be decoded is logged, counted and skipped.
 * Thread-safe.
 */
public final class KafkaTables implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaTables.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final Consumer<String, byte[]> consumer;
    private final Map<String, Feed<?>> feeds = new HashMap<>();
    private final Map<TopicPartition, Long> endsAtStart = new HashMap<>();
    private final KafkaPositions positions;
    private final Queue<CompletableFuture<Void>> asked = new ConcurrentLinkedQueue<>();
    private final List<Target> targets = new ArrayList<>();
    private final AtomicLong skipped = new AtomicLong();
    private final KafkaPolling polling;
    private final LongSupplier nanoTicker;
    private volatile long heardNanos;
    private volatile boolean failed;

    private KafkaTables(
            KafkaConnection kafka, Isolation isolation, String name, LongSupplier nanoTicker) {
        this.consumer =
                new KafkaConsumer<>(
                        kafka.with(
                                Map.of(
                                        "enable.auto.commit", "false",
                                        "auto.offset.reset", "earliest",
                                        "isolation.level", isolation.kafkaName,
                                        "fetch.min.bytes", "1",
                                        "default.api.timeout.ms", "15000",
                                        "client.id", "admin-" + name)),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        this.nanoTicker = nanoTicker;
        this.positions = new KafkaPositions(nanoTicker);
        this.polling = new KafkaPolling("tables-" + name, consumer, this::run);
    }

    /** What there was when somebody asked, and whom to tell when it is read. */
    private record Target(Map<TopicPartition, Long> ends, CompletableFuture<Void> read) {}

    /** Which records of transactions a reader sees. */
    public enum Isolation {
        /** Those of committed transactions, and all outside any. */
        COMMITTED("read_committed"),
        /** All, at once. */
        UNCOMMITTED("read_uncommitted");

        private final String kafkaName;

        Isolation(String kafkaName) {
            this.kafkaName = kafkaName;
        }
    }

    /** Starts reading; the feeds' topics must be there. */
    public static KafkaTables start(
            KafkaConnection kafka,
            Isolation isolation,
            String name,
            List<Feed<?>> feeds,
            LongSupplier nanoTicker) {
        var tables = new KafkaTables(kafka, isolation, name, nanoTicker);
        feeds.forEach(feed -> tables.feeds.put(feed.topic().name(), feed));
        tables.polling.start();
        return tables;
    }

    /**
     * Waits until everything is read that the topics hold now.
     *
     * @throws KafkaException if that took too long or reading failed
     */
    public void awaitCaughtUp(Duration most) throws InterruptedException {
        var read = new CompletableFuture<Void>();
        asked.add(read);
        consumer.wakeup();
        if (failed) {
            throw new KafkaException("reading " + feeds.keySet() + " has ended");
        }
        try {
            read.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new KafkaException("could not read " + feeds.keySet() + " within " + most, e);
        } catch (ExecutionException e) {
            throw new KafkaException("could not read " + feeds.keySet(), e.getCause());
        }
    }

    /** How many records could not be decoded. */
    public long skipped() {
        return skipped.get();
    }

    /** Whether reading has ended for a reason that does not pass. */
    public boolean failed() {
        return failed;
    }

    /** Time since a record last came. */
    public Duration silence() {
        return Duration.ofNanos(nanoTicker.getAsLong() - heardNanos);
    }

    boolean reads(TopicPartition partition) {
        return feeds.containsKey(partition.topic());
    }

    boolean await(TopicPartition partition, long offset, long waitNanos)
            throws InterruptedException {
        return positions.await(partition, offset, waitNanos);
    }

    /** Tells it to end, and does not wait for that. */
    public void end() {
        polling.end();
    }

    @Override
    public void close() {
        polling.close();
    }

    private void run() {
        try (consumer) {
            while (polling.goesOn()) {
                turn();
            }
        } catch (RuntimeException e) {
            failed = true;
            log.atError().addKeyValue("topics", feeds.keySet()).setCause(e).log("reading failed");
        } finally {
            var ended = new KafkaException("reading has ended");
            targets.forEach(target -> target.read().completeExceptionally(ended));
            asked.forEach(read -> read.completeExceptionally(ended));
        }
    }

    private void turn() {
        try {
            if (endsAtStart.isEmpty()) {
                assign();
            }
            aim();
            targets.removeIf(this::isTold);
            consumer.poll(POLL).forEach(this::handle);
            targets.removeIf(this::isTold);
        } catch (WakeupException e) {
            log.atDebug().log("somebody asks what is read, or reading ends");
        }
    }

    private void assign() {
        var partitions = new ArrayList<TopicPartition>();
        for (String topic : feeds.keySet()) {
            consumer.partitionsFor(topic)
                    .forEach(at -> partitions.add(new TopicPartition(topic, at.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        endsAtStart.putAll(consumer.endOffsets(partitions));
    }

    /** Finds out what there is to read for all who asked so far. */
    private void aim() {
        int many = asked.size();
        if (many == 0) {
            return;
        }
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(endsAtStart.keySet());
            for (int i = 0; i < many; i++) {
                targets.add(new Target(ends, asked.remove()));
            }
        } catch (org.apache.kafka.common.errors.TimeoutException e) {
            for (int i = 0; i < many; i++) {
                asked.remove().completeExceptionally(e);
            }
        }
    }

    private boolean isTold(Target target) {
        boolean reached =
                target.ends().entrySet().stream()
                        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
        if (reached) {
            target.read().complete(null);
        }
        return reached;
    }

    private void handle(ConsumerRecord<String, byte[]> next) {
        Feed<?> feed = feeds.get(next.topic());
        var partition = new TopicPartition(next.topic(), next.partition());
        if (feed != null) {
            deliver(feed, next, next.offset() >= endsAtStart.getOrDefault(partition, 0L));
        }
        heardNanos = nanoTicker.getAsLong();
        positions.handled(partition, next.offset());
    }

    private <V extends SpecificRecord> void deliver(
            Feed<V> feed, ConsumerRecord<String, byte[]> next, boolean live) {
        try {
            V value = feed.topic().values().deserialize(next.topic(), next.value());
            var time = Instant.ofEpochMilli(next.timestamp());
            feed.sink()
                    .accept(
                            new TopicRecord<>(
                                    next.key(),
                                    value,
                                    next.partition(),
                                    next.offset(),
                                    time,
                                    live));
        } catch (RuntimeException e) {
            skipped.incrementAndGet();
            log.atError()
                    .addKeyValue("topic", next.topic())
                    .addKeyValue("partition", next.partition())
                    .addKeyValue("offset", next.offset())
                    .setCause(e)
                    .log("record skipped");
        }
    }
}
