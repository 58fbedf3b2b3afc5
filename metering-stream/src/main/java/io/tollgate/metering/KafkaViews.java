package io.tollgate.metering;

import static org.apache.kafka.clients.producer.ProducerConfig.*;

import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.settings.KafkaConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes throttles past the transactions of Kafka Streams. Thread-safe.
 *
 * <p>Edges read throttles uncommitted, so a transaction would protect nothing. But it would cost
 * time: the first write after a commit waits at the broker until the markers of the last commit are
 * written (KIP-890), which takes 100 ms and more on a busy broker, while edges hold requests for
 * the view.
 */
final class KafkaViews implements Views, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaViews.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

    /** The longest that a full buffer or an unknown broker may hold up the counting. */
    private static final int BLOCK_MILLIS = 50;

    /** The longest pause between two looks for a broker that went away. */
    private static final int RECONNECT_MILLIS = 250;

    private final Topic<Throttle> topic;
    private final Producer<String, Throttle> producer;

    private KafkaViews(Topic<Throttle> topic, Producer<String, Throttle> producer) {
        this.topic = topic;
        this.producer = producer;
    }

    static KafkaViews open(KafkaConnection kafka, Topic<Throttle> topic) {
        Map<String, Object> config =
                kafka.with(
                        Map.of(
                                CLIENT_ID_CONFIG,
                                "metering-views",
                                ACKS_CONFIG,
                                "all",
                                LINGER_MS_CONFIG,
                                0,
                                MAX_BLOCK_MS_CONFIG,
                                BLOCK_MILLIS,
                                RECONNECT_BACKOFF_MAX_MS_CONFIG,
                                RECONNECT_MILLIS));
        return new KafkaViews(
                topic, new KafkaProducer<>(config, new StringSerializer(), topic.values()));
    }

    @Override
    public boolean tell(String key, @Nullable Throttle view) {
        Future<RecordMetadata> sent =
                producer.send(
                        new ProducerRecord<>(topic.name(), key, view),
                        (_, failure) -> {
                            if (failure != null) {
                                note(failure);
                            }
                        });
        // Where it can't be taken, send does not throw.
        return sent.state() != Future.State.FAILED;
    }

    private void note(Exception failure) {
        log.atDebug()
                .addKeyValue("topic", topic.name())
                .addKeyValue("reason", failure.getMessage())
                .log("view not written");
    }

    @Override
    public void close() {
        producer.close(CLOSE_WITHIN);
    }
}
