package io.tollgate.metering;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.GapState;
import java.util.Collection;

/**
 * What metering counts about itself. Thread-safe.
 *
 * <p>The counters are of this process and tell of work done; work that a crash undoes and repeats
 * is in them twice, unlike in the topics.
 */
final class MeteringMetrics {
    private final MeterRegistry registry;
    private final Counter events;
    private final Counter duplicates;
    private final Counter late;
    private final Counter keyless;
    private final Counter views;

    MeteringMetrics(MeterRegistry registry) {
        this.registry = registry;
        events = counter("events", "Request events counted");
        duplicates = counter("duplicates", "Request events that had been counted before");
        late = counter("late", "Events that came after their window was closed");
        keyless = counter("keyless", "Events without a key, which are in no usage");
        views = counter("views", "Views of limits published");
    }

    private Counter counter(String name, String description) {
        return Counter.builder("tollgate.metering." + name)
                .description(description)
                .register(registry);
    }

    void counted(int fresh, int repeated) {
        events.increment(fresh);
        duplicates.increment(repeated);
    }

    void late() {
        late.increment();
    }

    void keyless(int events) {
        keyless.increment(events);
    }

    void viewPublished() {
        views.increment();
    }

    /** Events missing, or found after all; what is missing now is the difference. */
    void gaps(GapState state, Collection<Range> ranges) {
        long size = ranges.stream().mapToLong(Range::size).sum();
        Counter.builder("tollgate.metering.gap.events")
                .description("Events found missing (OPEN) and counted after all (CLOSED)")
                .tag("state", state.name())
                .register(registry)
                .increment((double) size);
    }

    /** Something that could not be used, by topic and reason. */
    void skipped(String topic, String reason) {
        Counter.builder("tollgate.metering.skipped")
                .description("Records or parts of records that could not be used")
                .tags("topic", topic, "reason", reason)
                .register(registry)
                .increment();
    }

    void alerted(Alert alert) {
        Counter.builder("tollgate.metering.alerts")
                .description("Alerts raised")
                .tags("rule", alert.getRuleId(), "action", alert.getAction().name())
                .register(registry)
                .increment();
    }

    void acted(String action) {
        Counter.builder("tollgate.metering.actions")
                .description("Revocations written because of alerts")
                .tag("action", action)
                .register(registry)
                .increment();
    }
}
