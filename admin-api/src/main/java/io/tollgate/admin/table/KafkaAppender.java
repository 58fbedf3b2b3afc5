package io.tollgate.admin.table;

import io.tollgate.schemas.topics.Topic;
import io.tollgate.settings.KafkaConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An idempotent producer without transactions that sends at once. Thread-safe. */
public final class KafkaAppender implements Appender, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaAppender.class);
    private static final long PATIENCE_MILLIS = 4_000;

    private final Producer<String, byte[]> producer;

    /** Connects lazily. */
    public KafkaAppender(KafkaConnection kafka, String name) {
        this.producer =
                new KafkaProducer<>(
                        kafka.with(
                                Map.of(
                                        "acks", "all",
                                        "enable.idempotence", "true",
                                        "linger.ms", "0",
                                        "max.block.ms", "2000",
                                        "request.timeout.ms", "2000",
                                        "delivery.timeout.ms", "3000",
                                        "client.id", "admin-" + name)),
                        new StringSerializer(),
                        new ByteArraySerializer());
    }

    @Override
    public <V extends SpecificRecord> long append(Topic<V> topic, String key, V value) {
        try {
            return send(topic, null, key, value)
                    .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                    .offset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unacknowledged(topic, key);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            log.atWarn().addKeyValue("topic", topic.name()).setCause(e).log("write failed");
            throw unacknowledged(topic, key);
        }
    }

    @Override
    public <V extends SpecificRecord> void appendLater(Topic<V> topic, String key, V value) {
        later(topic, null, key, value);
    }

    @Override
    public <V extends SpecificRecord> void appendToEach(Topic<V> topic, String keyPrefix, V value) {
        try {
            for (var at : producer.partitionsFor(topic.name())) {
                later(topic, at.partition(), keyPrefix + at.partition(), value);
            }
        } catch (KafkaException e) {
            log.atDebug().addKeyValue("topic", topic.name()).setCause(e).log("write failed");
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(3));
    }

    private <V extends SpecificRecord> void later(
            Topic<V> topic, @Nullable Integer partition, String key, V value) {
        try {
            var _ = send(topic, partition, key, value);
        } catch (KafkaException e) {
            log.atWarn().addKeyValue("topic", topic.name()).setCause(e).log("write failed");
        }
    }

    private <V extends SpecificRecord> Future<RecordMetadata> send(
            Topic<V> topic, @Nullable Integer partition, String key, V value) {
        byte[] bytes = topic.values().serialize(topic.name(), value);
        return producer.send(
                new ProducerRecord<>(topic.name(), partition, key, bytes),
                (_, failure) -> {
                    if (failure != null) {
                        log.atDebug()
                                .addKeyValue("topic", topic.name())
                                .setCause(failure)
                                .log("record not acknowledged");
                    }
                });
    }

    private static WriteRefusedException unacknowledged(Topic<?> topic, String key) {
        return new WriteRefusedException(
                WriteRefusedException.Reason.UNREACHABLE,
                "Kafka did not acknowledge the write to "
                        + topic.name()
                        + " in time; whether "
                        + key
                        + " was written is not known: look before trying again");
    }
}
