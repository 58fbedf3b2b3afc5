package io.tollgate.edge.outbox;

import io.tollgate.edge.fleet.FleetClock;
import io.tollgate.settings.KafkaConnection;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Sends through an idempotent producer that gives up no record while it lives. */
final class KafkaRecordSender implements RecordSender {
    private static final Map<String, Object> CONFIG =
            Map.ofEntries(
                    Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                    Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                    Map.entry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5),
                    Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE),
                    Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000),
                    Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000),
                    Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
                    Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10),
                    Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20),
                    Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"));

    private final String topic;
    private final FleetClock clock;
    private final LongSupplier ticker;
    private final KafkaProducer<String, byte[]> producer;

    /**
     * Opens a producer.
     *
     * @param clock learns from the times at which brokers appended
     */
    KafkaRecordSender(
            KafkaConnection connection,
            String clientId,
            String topic,
            FleetClock clock,
            LongSupplier ticker) {
        this.topic = topic;
        this.clock = clock;
        this.ticker = ticker;
        Map<String, Object> config = connection.with(CONFIG);
        config.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    @Override
    public int partitions() {
        return producer.partitionsFor(topic).size();
    }

    @Override
    public void send(int partition, String topicKey, byte[] value, Answer answer) {
        long sentNanos = ticker.getAsLong();
        // What send returns tells the same as the callback.
        var _ =
                producer.send(
                        new ProducerRecord<>(topic, partition, topicKey, value),
                        (at, failure) -> answered(at, failure, sentNanos, answer));
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }

    private void answered(
            RecordMetadata at, @Nullable Exception failure, long sentNanos, Answer answer) {
        if (failure == null) {
            if (at.hasTimestamp()) {
                clock.appended(sentNanos, ticker.getAsLong(), at.timestamp());
            }
            answer.acknowledged(at.offset());
        } else if (failure instanceof RecordTooLargeException) {
            answer.tooLarge();
        } else {
            answer.failed(failure);
        }
    }
}
