package io.tollgate.admin.usage;

import io.tollgate.admin.table.KafkaPolling;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.settings.KafkaConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the usage topics into the store, on a thread of its own. Positions are kept in the store
 * with what was read; if a topic was made anew meanwhile, everything is read again.
 */
public final class KafkaUsageReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaUsageReader.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final Consumer<String, byte[]> consumer;
    private final Map<String, Topic<Usage>> topics = new HashMap<>();
    private final RocksUsage usage;
    private final AtomicLong skipped = new AtomicLong();
    private final KafkaPolling polling;

    private KafkaUsageReader(KafkaConnection kafka, List<Topic<Usage>> topics, RocksUsage usage) {
        this.usage = usage;
        topics.forEach(topic -> this.topics.put(topic.name(), topic));
        this.consumer =
                new KafkaConsumer<>(
                        kafka.with(
                                Map.of(
                                        "enable.auto.commit", "false",
                                        "auto.offset.reset", "earliest",
                                        "isolation.level", "read_committed",
                                        "default.api.timeout.ms", "15000",
                                        "client.id", "admin-usage")),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        this.polling = new KafkaPolling("usage", consumer, this::run);
    }

    /**
     * Begins to read.
     *
     * @throws KafkaException if Kafka can't be asked about the topics
     */
    public static KafkaUsageReader start(
            KafkaConnection kafka, Admin admin, List<Topic<Usage>> topics, RocksUsage usage)
            throws InterruptedException {
        var reader = new KafkaUsageReader(kafka, topics, usage);
        reader.rebuildIfMadeAnew(admin);
        reader.polling.start();
        return reader;
    }

    /** How many records could not be decoded. */
    public long skipped() {
        return skipped.get();
    }

    /** Tells it to end, and does not wait for that. */
    public void end() {
        polling.end();
    }

    @Override
    public void close() {
        polling.close();
    }

    private void rebuildIfMadeAnew(Admin admin) throws InterruptedException {
        var ids = new HashMap<String, String>();
        try {
            admin.describeTopics(topics.keySet())
                    .allTopicNames()
                    .get()
                    .forEach((name, topic) -> ids.put(name, topic.topicId().toString()));
        } catch (ExecutionException e) {
            throw new KafkaException("can't describe the usage topics", e.getCause());
        }
        boolean other =
                ids.entrySet().stream()
                        .anyMatch(id ->
                                usage.note("topic|" + id.getKey())
                                        .filter(before -> !before.equals(id.getValue()))
                                        .isPresent());
        if (other) {
            log.atWarn().log("usage topics were made anew; reading them from the beginning");
            usage.clear();
        }
        try (var batch = usage.batch()) {
            ids.forEach((name, id) -> batch.note("topic|" + name, id));
            batch.write();
        }
    }

    private void run() {
        try (consumer) {
            assign();
            while (polling.goesOn()) {
                keep(consumer.poll(POLL));
            }
        } catch (WakeupException e) {
            log.atDebug().log("reading of usage ends");
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("reading of usage failed");
        }
    }

    private void assign() {
        var partitions = new ArrayList<TopicPartition>();
        for (String topic : topics.keySet()) {
            consumer.partitionsFor(topic)
                    .forEach(at -> partitions.add(new TopicPartition(topic, at.partition())));
        }
        consumer.assign(partitions);
        for (TopicPartition partition : partitions) {
            usage.note(positionOf(partition))
                    .ifPresentOrElse(
                            next -> consumer.seek(partition, Long.parseLong(next)),
                            () -> consumer.seekToBeginning(List.of(partition)));
        }
    }

    private void keep(ConsumerRecords<String, byte[]> records) {
        if (records.isEmpty()) {
            return;
        }
        try (var batch = usage.batch()) {
            records.forEach(next -> keep(batch, next));
            for (TopicPartition partition : records.partitions()) {
                long last = records.records(partition).getLast().offset();
                batch.note(positionOf(partition), String.valueOf(last + 1));
            }
            batch.write();
        }
    }

    private void keep(RocksUsage.Batch batch, ConsumerRecord<String, byte[]> next) {
        Topic<Usage> topic = topics.get(next.topic());
        if (topic == null) {
            return;
        }
        try {
            batch.put(topic.values().deserialize(next.topic(), next.value()));
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

    private static String positionOf(TopicPartition partition) {
        return "next|" + partition.topic() + "|" + partition.partition();
    }
}
