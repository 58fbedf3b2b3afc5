package io.tollgate.edge.outbox;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** What an outbox shows of itself. */
public final class OutboxMetrics implements MeterBinder {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Outbox outbox;

    /** Shows an outbox. */
    public OutboxMetrics(Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("tollgate.outbox.events", outbox, Outbox::waitingEvents)
                .description("Events that wait for Kafka")
                .register(registry);
        Gauge.builder("tollgate.outbox.bytes", outbox, Outbox::waitingBytes)
                .description("Bytes of the events that wait for Kafka")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("tollgate.outbox.queued", outbox, Outbox::queuedEvents)
                .description("Events that wait to be written")
                .register(registry);
        Gauge.builder(
                        "tollgate.outbox.oldest",
                        outbox,
                        open -> open.oldestWaitNanos() / NANOS_PER_SECOND)
                .description("How long the oldest event has waited for Kafka")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("tollgate.outbox.failing", outbox, open -> open.failing() ? 1 : 0)
                .description("1 while the outbox's disk refuses")
                .register(registry);
        FunctionCounter.builder("tollgate.outbox.dropped", outbox, Outbox::droppedEvents)
                .description("Events dropped for want of room or a working disk")
                .register(registry);
        FunctionCounter.builder("tollgate.outbox.lost", outbox, Outbox::lostEvents)
                .description("Events lost on the disk or too large for Kafka")
                .register(registry);
        FunctionCounter.builder("tollgate.outbox.disk.failures", outbox, Outbox::diskFailures)
                .description("Groups of events that the disk refused")
                .register(registry);
    }
}
