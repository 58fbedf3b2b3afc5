package io.tollgate.metering;

import io.tollgate.schemas.Alert;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.rules.Automation;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.Topics;
import io.tollgate.schemas.wire.UndecodableRecordException;
import io.tollgate.settings.KafkaConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Acts on committed alerts: writes the revocation that an alert names, unless there is or was one
 * of that id. What is beyond the bounds of all rules together is written too, but withdrawn from
 * the start, so that everybody sees what was withheld and why. Its own thread; started once and
 * closed once.
 *
 * <p>The revocation is written by a producer that knows no transactions, so that no broken one can
 * delay a denial, and the group's offset is committed after it is acknowledged. A crash in between
 * repeats the work and finds the revocation there.
 */
final class KafkaAlertActor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaAlertActor.class);
    private static final String PULSE = "pulse|";
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final KafkaConnection kafka;
    private final Topics topics;
    private final String group;
    private final InstantSource clock;
    private final MeteringMetrics metrics;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private KafkaAlertActor(
            MeteringSettings settings, InstantSource clock, MeteringMetrics metrics) {
        this.kafka = settings.kafka();
        this.topics = settings.topics();
        this.group = settings.topicPrefix() + "metering-actor";
        this.clock = clock;
        this.metrics = metrics;
        this.thread = Thread.ofPlatform().daemon().name("metering-actor").unstarted(this::run);
    }

    static KafkaAlertActor start(
            MeteringSettings settings, InstantSource clock, MeteringMetrics metrics) {
        var actor = new KafkaAlertActor(settings, clock, metrics);
        actor.thread.start();
        return actor;
    }

    /** Whether it works, or has been closed. */
    boolean isAlive() {
        return thread.isAlive();
    }

    private void run() {
        while (!isClosing(Duration.ZERO)) {
            try {
                actUntilClosed();
            } catch (InterruptException | InterruptedException e) {
                return;
            } catch (KafkaException | ExecutionException e) {
                log.atError().setCause(e).log("acting on alerts failed, trying again");
                if (isClosing(RETRY_AFTER)) {
                    return;
                }
            }
        }
    }

    private void actUntilClosed() throws InterruptedException, ExecutionException {
        var acts = new AutomaticActs();
        try (var alerts =
                        new KafkaConsumer<>(
                                alertConfig(),
                                new StringDeserializer(),
                                new ByteArrayDeserializer());
                var bounds = tail(topics.rules, "read_committed", record -> bound(acts, record));
                var done =
                        tail(topics.revocations, "read_uncommitted", record -> note(acts, record));
                var producer =
                        new KafkaProducer<>(
                                producerConfig(),
                                new StringSerializer(),
                                topics.revocations.values())) {
            alerts.subscribe(List.of(topics.alerts.name()));
            while (!isClosing(Duration.ZERO)) {
                ConsumerRecords<String, byte[]> records = alerts.poll(POLL);
                for (ConsumerRecord<String, byte[]> record : records) {
                    Revocation revocation = revocationFor(record);
                    if (revocation != null) {
                        // Before each, so that a switch that was just turned stops the next.
                        bounds.catchUp();
                        done.catchUp();
                        act(revocation, acts, producer);
                    }
                }
                if (!records.isEmpty()) {
                    alerts.commitSync();
                }
            }
        }
    }

    private KafkaTail tail(
            Topic<?> topic, String isolation, Consumer<ConsumerRecord<String, byte[]>> taker) {
        return new KafkaTail(kafka, topic, isolation, taker);
    }

    private void bound(AutomaticActs acts, ConsumerRecord<String, byte[]> record) {
        if (record.key().equals(Automation.KEY)) {
            acts.boundBy(Automation.of(decode(topics.rules, record)));
        }
    }

    private void note(AutomaticActs acts, ConsumerRecord<String, byte[]> record) {
        if (!record.key().startsWith(PULSE)) {
            acts.note(record.key(), decode(topics.revocations, record));
        }
    }

    private @Nullable Revocation revocationFor(ConsumerRecord<String, byte[]> record) {
        Alert alert = decode(topics.alerts, record);
        return alert == null
                ? null
                : AlertAction.revocationFor(alert, clock.instant()).orElse(null);
    }

    private void act(Revocation asked, AutomaticActs acts, Producer<String, Revocation> producer)
            throws InterruptedException, ExecutionException {
        String id = asked.getRevocationId();
        if (acts.knows(id)) {
            return;
        }
        String restraint = acts.restraint(clock.instant()).orElse("");
        Revocation written = restraint.isEmpty() ? asked : AlertAction.withheld(asked, restraint);
        producer.send(new ProducerRecord<>(topics.revocations.name(), id, written)).get();
        String action = restraint.isEmpty() ? asked.getAction().name() : "WITHHELD";
        metrics.acted(action);
        log.atLevel(restraint.isEmpty() ? Level.INFO : Level.WARN)
                .addKeyValue("keys", asked.getKeyIds())
                .addKeyValue("rule", asked.getActor())
                .addKeyValue("revocation", id)
                .addKeyValue("action", action)
                .addKeyValue("restraint", restraint)
                .log("answered an alert");
    }

    /** What a record tells; null if it was removed, or can't be decoded. */
    private <V extends SpecificRecord> @Nullable V decode(
            Topic<V> topic, ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            return null;
        }
        try {
            return topic.values().decode(record.value());
        } catch (UndecodableRecordException e) {
            log.atWarn()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("reason", e.getMessage())
                    .log("record skipped");
            metrics.skipped(record.topic(), "undecodable");
            return null;
        }
    }

    private Map<String, Object> alertConfig() {
        return kafka.with(
                Map.of(
                        ConsumerConfig.CLIENT_ID_CONFIG, "metering-actor",
                        ConsumerConfig.GROUP_ID_CONFIG, group,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false));
    }

    private Map<String, Object> producerConfig() {
        return kafka.with(
                Map.of(
                        ProducerConfig.CLIENT_ID_CONFIG, "metering-actor",
                        ProducerConfig.ACKS_CONFIG, "all",
                        ProducerConfig.LINGER_MS_CONFIG, 0));
    }

    private boolean isClosing(Duration within) {
        try {
            return closing.await(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            if (!thread.join(CLOSE_WITHIN)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
