package io.tollgate.admin.revocation;

import io.tollgate.admin.table.Appender;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.ApiKeyKind;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationKind;
import io.tollgate.schemas.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbered marks in the control topics, by which edges know that they have read everything before,
 * even when nothing changes. Thread-safe.
 */
public final class Pulses implements AutoCloseable {
    private static final Duration IN_REVOCATIONS = Duration.ofMillis(500);
    private static final Duration IN_KEYS = Duration.ofSeconds(5);

    private final Topics topics;
    private final Appender appender;
    private final InstantSource clock;
    private final String writer;
    private final AtomicLong inRevocations;
    private final AtomicLong inKeys;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("pulses").daemon().factory());

    private Pulses(
            Topics topics,
            Appender appender,
            InstantSource clock,
            String writer,
            long lastInRevocations,
            long lastInKeys) {
        this.topics = topics;
        this.appender = appender;
        this.clock = clock;
        this.writer = writer;
        this.inRevocations = new AtomicLong(lastInRevocations);
        this.inKeys = new AtomicLong(lastInKeys);
    }

    /** Begins to write pulses, numbered on from the last ones of the same writer. */
    public static Pulses start(
            Topics topics,
            Appender appender,
            InstantSource clock,
            String writer,
            long lastInRevocations,
            long lastInKeys) {
        var pulses = new Pulses(topics, appender, clock, writer, lastInRevocations, lastInKeys);
        pulses.every(IN_REVOCATIONS, pulses::pulseRevocations);
        pulses.every(IN_KEYS, pulses::pulseKeys);
        return pulses;
    }

    @Override
    public void close() {
        timer.shutdown();
        try {
            var _ = timer.awaitTermination(3, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void every(Duration time, Runnable pulse) {
        var _ = timer.scheduleAtFixedRate(pulse, 0, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void pulseRevocations() {
        Revocation pulse =
                Revocation.newBuilder()
                        .setKind(RevocationKind.PULSE)
                        .setRevocationId("")
                        .setPulseWriter(writer)
                        .setPulse(inRevocations.incrementAndGet())
                        .setCreatedAt(now())
                        .build();
        appender.appendLater(topics.revocations, "pulse|" + writer, pulse);
    }

    private void pulseKeys() {
        ApiKey pulse =
                ApiKey.newBuilder()
                        .setKind(ApiKeyKind.PULSE)
                        .setKeyId("")
                        .setPulseWriter(writer)
                        .setPulse(inKeys.incrementAndGet())
                        .setCreatedAt(now())
                        .setUpdatedAt(now())
                        .build();
        appender.appendToEach(topics.keys, "pulse|", pulse);
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }
}
