package io.tollgate.metering;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.TopicCreator;
import io.tollgate.schemas.topics.Topics;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running instance of metering: the topology, the actor on alerts, pulses, and the door for
 * operations. Thread-safe; closing it twice does no harm.
 */
public final class Metering implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Metering.class);

    private final Deque<AutoCloseable> parts;
    private final MeteringStreams streams;
    private final OperationsServer operations;

    private Metering(
            Deque<AutoCloseable> parts, MeteringStreams streams, OperationsServer operations) {
        this.parts = parts;
        this.streams = streams;
        this.operations = operations;
    }

    /**
     * Creates the topics that are missing and starts everything.
     *
     * @throws io.tollgate.schemas.topics.MissingTopicException if a topic is missing and may not be
     *     created
     * @throws TakeoverRefusedException if it is to count a generation of {@code requests} that is
     *     not to be counted yet, or no more
     * @throws org.apache.kafka.common.KafkaException if Kafka can't be reached
     */
    public static Metering start(MeteringSettings settings) throws InterruptedException {
        InstantSource clock = InstantSource.system();
        createTopics(settings);
        try (var takeover =
                new KafkaTakeover(settings, clock, Admin.create(settings.kafka().with(Map.of())))) {
            takeover.run();
        }
        var parts = new ArrayDeque<AutoCloseable>();
        try {
            var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            parts.push(registry::close);
            new JvmMemoryMetrics().bindTo(registry);
            new JvmThreadMetrics().bindTo(registry);
            new ProcessorMetrics().bindTo(registry);
            var metrics = new MeteringMetrics(registry);
            Topics topics = settings.topics();

            var pulses =
                    KafkaPulses.start(
                            settings.kafka(), topics.revocations, settings.instance(), clock);
            parts.push(pulses);
            var actor = KafkaAlertActor.start(settings, clock, metrics);
            parts.push(actor);
            var views = KafkaViews.open(settings.kafka(), topics.throttles);
            parts.push(views);
            var streams = MeteringStreams.start(settings, views, clock, metrics, registry);
            parts.push(streams);
            var operations =
                    OperationsServer.start(
                            settings.bindAddress(),
                            settings.port(),
                            () -> streams.isAlive() && actor.isAlive(),
                            streams::isReady,
                            registry::scrape);
            parts.push(operations);
            log.atInfo()
                    .addKeyValue("instance", settings.instance())
                    .addKeyValue("port", operations.port())
                    .log("metering started");
            return new Metering(parts, streams, operations);
        } catch (RuntimeException e) {
            close(parts);
            throw e;
        }
    }

    private static void createTopics(MeteringSettings settings) throws InterruptedException {
        Topics topics = settings.topics();
        List<Topic<?>> needed =
                List.of(
                        topics.requests,
                        topics.edges,
                        topics.rules,
                        topics.revocations,
                        topics.throttles,
                        topics.usageMinute,
                        topics.usageHour,
                        topics.usageDay,
                        topics.alerts,
                        topics.gaps,
                        topics.fleet);
        try (Admin admin = Admin.create(settings.kafka().with(Map.of()))) {
            new TopicCreator(admin).createMissing(needed);
        }
    }

    /** Where health and metrics listen. */
    public int port() {
        return operations.port();
    }

    /** Whether it has its share of the work and is at it. */
    public boolean isReady() {
        return streams.isReady();
    }

    /** Completes if so much went wrong that metering stopped by itself; never by {@link #close}. */
    public CompletableFuture<Void> failed() {
        return streams.failed().copy();
    }

    /** Stops everything in order, within half a minute, and leaves the group. */
    @Override
    public void close() {
        close(parts);
    }

    private static void close(Deque<AutoCloseable> parts) {
        synchronized (parts) {
            while (!parts.isEmpty()) {
                closeOne(parts.pop());
            }
        }
    }

    private static void closeOne(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            log.atWarn().setCause(e).log("closing failed");
        }
    }
}
