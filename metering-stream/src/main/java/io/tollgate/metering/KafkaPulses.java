package io.tollgate.metering;

import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.settings.KafkaConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a pulse into {@code revocations} every half second, until closed. A pulse that could not
 * be written in time is dropped: the next says the same.
 */
final class KafkaPulses implements AutoCloseable {
    static final Duration EVERY = Duration.ofMillis(500);

    private static final Logger log = LoggerFactory.getLogger(KafkaPulses.class);
    private static final int TIMEOUT_MILLIS = 3_000;

    private final Topic<Revocation> topic;
    private final Pulses pulses;
    private final Producer<String, Revocation> producer;
    private final ScheduledExecutorService timer;

    private KafkaPulses(
            Topic<Revocation> topic, Pulses pulses, Producer<String, Revocation> producer) {
        this.topic = topic;
        this.pulses = pulses;
        this.producer = producer;
        this.timer =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("metering-pulses").factory());
    }

    static KafkaPulses start(
            KafkaConnection kafka, Topic<Revocation> topic, String instance, InstantSource clock) {
        Map<String, Object> config =
                kafka.with(
                        Map.of(
                                ProducerConfig.CLIENT_ID_CONFIG,
                                "metering-pulses",
                                ProducerConfig.ACKS_CONFIG,
                                "all",
                                ProducerConfig.LINGER_MS_CONFIG,
                                0,
                                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                                EVERY.toMillis(),
                                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                TIMEOUT_MILLIS,
                                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                                TIMEOUT_MILLIS));
        var producer = new KafkaProducer<>(config, new StringSerializer(), topic.values());
        var pulses = new Pulses(instance, EVERY.toMillis(), clock);
        var started = new KafkaPulses(topic, pulses, producer);
        // It never ends but by closing, since a beat throws nothing.
        var _ =
                started.timer.scheduleAtFixedRate(
                        started::beat, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return started;
    }

    private void beat() {
        try {
            var _ =
                    producer.send(
                            new ProducerRecord<>(topic.name(), pulses.topicKey(), pulses.next()),
                            (_, failure) -> {
                                if (failure != null) {
                                    tell(failure);
                                }
                            });
        } catch (KafkaException e) {
            // Must not end the schedule.
            tell(e);
        }
    }

    private void tell(Exception failure) {
        log.atDebug()
                .addKeyValue("topic", topic.name())
                .addKeyValue("reason", failure.getMessage())
                .log("pulse not written");
    }

    @Override
    public void close() {
        timer.shutdownNow();
        producer.close(EVERY);
    }
}
