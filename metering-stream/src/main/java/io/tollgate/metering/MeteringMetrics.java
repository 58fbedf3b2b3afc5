package io.tollgate.metering;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
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
    /** A window that was kept lies below the first. */
    private static final double[] OVER_PERCENT = {.1, 1, 2, 5, 10, 20, 50, 100, 200};

    private final MeterRegistry registry;
    private final Counter events;
    private final Counter duplicates;
    private final Counter late;
    private final Counter keyless;
    private final Counter views;
    private final Counter overAdmitted;
    private final DistributionSummary overAdmission;

    MeteringMetrics(MeterRegistry registry) {
        this.registry = registry;
        events = counter("events", "Request events counted");
        duplicates = counter("duplicates", "Request events that had been counted before");
        late = counter("late", "Events that came after their window was closed");
        keyless = counter("keyless", "Events without a key, which are in no usage");
        views = counter("views", "Views of limits published");
        overAdmitted = counter("limit.over.admitted", "Units of cost beyond the amounts of limits");
        overAdmission =
                DistributionSummary.builder("tollgate.metering.limit.over.admission")
                        .description("How far limits were passed, for each window that ended")
                        .baseUnit("percent")
                        .serviceLevelObjectives(OVER_PERCENT)
                        .register(registry);
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

    /**
     * A window of a limit is over. A limit that is only observed is in this too, since charges do
     * not tell it.
     */
    void limitWindowEnded(long amount, long total) {
        long over = Math.max(0, total - amount);
        overAdmitted.increment((double) over);
        overAdmission.record(100.0 * over / amount);
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
