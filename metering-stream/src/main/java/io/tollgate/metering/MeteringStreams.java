package io.tollgate.metering;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.Metric;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running topology. A thread that fails is replaced; when that happens too often, all of it
 * stops and {@link #failed()} completes. Thread-safe.
 */
final class MeteringStreams implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MeteringStreams.class);
    private static final int MOST_FAILURES = 5;
    private static final Duration FAILURES_WITHIN = Duration.ofMinutes(5);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);

    private final KafkaStreams streams;
    private final FailureBudget failures;
    private final CompletableFuture<Void> failed = new CompletableFuture<>();

    private MeteringStreams(KafkaStreams streams, FailureBudget failures) {
        this.streams = streams;
        this.failures = failures;
    }

    /** Starts, and returns when the global tables are read. */
    static MeteringStreams start(
            MeteringSettings settings,
            Views views,
            InstantSource clock,
            MeteringMetrics metrics,
            MeterRegistry registry) {
        var topology =
                MeteringTopology.build(
                        settings.topics(),
                        settings.grace(),
                        settings.usageInterval(),
                        settings.instance(),
                        views,
                        metrics);
        var streams = new KafkaStreams(topology, StreamsConfiguration.of(settings, metrics));
        var started =
                new MeteringStreams(
                        streams, new FailureBudget(MOST_FAILURES, FAILURES_WITHIN, clock));
        streams.setUncaughtExceptionHandler(started::answerFailure);
        streams.setStateListener((now, _) -> started.stateChanged(now));
        Gauge.builder("tollgate.metering.lag", streams, MeteringStreams::lag)
                .description("Records of requests that are not counted yet, worst partition")
                .register(registry);
        try {
            streams.start();
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
        return started;
    }

    /** Whether tasks are assigned and at work. */
    boolean isReady() {
        return streams.state() == State.RUNNING;
    }

    /** Whether it has neither failed nor been closed. */
    boolean isAlive() {
        return streams.state().isRunningOrRebalancing() || streams.state() == State.CREATED;
    }

    /** Completes when too much went wrong to go on. */
    CompletableFuture<Void> failed() {
        return failed;
    }

    private StreamThreadExceptionResponse answerFailure(Throwable failure) {
        boolean goOn = failures.bear();
        log.atError().setCause(failure).addKeyValue("goesOn", goOn).log("a stream thread failed");
        return goOn
                ? StreamThreadExceptionResponse.REPLACE_THREAD
                : StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private void stateChanged(State now) {
        log.atInfo().addKeyValue("state", now).log("streams changed state");
        if (now == State.ERROR) {
            failed.complete(null);
        }
    }

    private static double lag(KafkaStreams streams) {
        return streams.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("records-lag-max"))
                .filter(metric ->
                        metric.metricName().group().equals("consumer-fetch-manager-metrics"))
                .map(Metric::metricValue)
                .mapToDouble(value -> value instanceof Double lag && !lag.isNaN() ? lag : 0)
                .max()
                .orElse(0);
    }

    /** Leaves the group, so that others take over at once. */
    @Override
    public void close() {
        boolean closed =
                streams.close(
                        CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP)
                                .withTimeout(CLOSE_WITHIN));
        if (!closed) {
            log.atWarn()
                    .addKeyValue("seconds", CLOSE_WITHIN.toSeconds())
                    .log("streams not closed in time");
        }
    }
}
