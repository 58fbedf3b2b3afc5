package io.tollgate.edge.fleet;

import io.tollgate.schemas.EdgeStatus;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.settings.KafkaConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends heartbeats at once and forgets those that can't be delivered within seconds: old ones are
 * of no use. Used by one thread.
 */
public final class KafkaStatusSender implements StatusSender {
    private static final Logger log = LoggerFactory.getLogger(KafkaStatusSender.class);
    private static final Map<String, Object> CONFIG =
            Map.of(
                    ProducerConfig.LINGER_MS_CONFIG, 0,
                    ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000,
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 4_000);

    private final Topic<EdgeStatus> topic;
    private final FleetClock clock;
    private final LongSupplier ticker;
    private final KafkaProducer<String, EdgeStatus> producer;
    private boolean failing;

    /**
     * Opens a producer; needs no Kafka yet.
     *
     * @param clock learns from the times at which brokers append
     */
    public KafkaStatusSender(
            KafkaConnection connection,
            String edgeId,
            Topic<EdgeStatus> topic,
            FleetClock clock,
            LongSupplier ticker) {
        this.topic = topic;
        this.clock = clock;
        this.ticker = ticker;
        Map<String, Object> config = connection.with(CONFIG);
        config.put(ProducerConfig.CLIENT_ID_CONFIG, "edge-" + edgeId + "-heartbeat");
        producer = new KafkaProducer<>(config, new StringSerializer(), topic.values());
    }

    @Override
    public void send(EdgeStatus status) {
        var _ = start(status);
    }

    @Override
    public void sendLast(EdgeStatus status, Duration atMost) {
        try {
            start(status).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.atWarn().setCause(e).log("the fleet could not be told that this edge leaves");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            producer.close(Duration.ZERO);
        }
    }

    private Future<RecordMetadata> start(EdgeStatus status) {
        String key = status.getEdgeId() + "|" + status.getBoot();
        long sentNanos = ticker.getAsLong();
        return producer.send(
                new ProducerRecord<>(topic.name(), key, status),
                (at, failure) -> {
                    if (failure != null) {
                        failed(failure);
                        return;
                    }
                    recovered();
                    if (at.hasTimestamp()) {
                        clock.appended(sentNanos, ticker.getAsLong(), at.timestamp());
                    }
                });
    }

    private synchronized void failed(Exception failure) {
        if (!failing) {
            failing = true;
            log.atWarn().setCause(failure).log("heartbeats do not reach Kafka");
        }
    }

    private synchronized void recovered() {
        if (failing) {
            failing = false;
            log.atInfo().log("heartbeats reach Kafka again");
        }
    }
}
