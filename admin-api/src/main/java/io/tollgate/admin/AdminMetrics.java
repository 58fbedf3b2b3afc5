package io.tollgate.admin;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tollgate.admin.leak.LeakOutcome;
import io.tollgate.admin.leak.Via;
import io.tollgate.admin.revocation.EdgeBoot;
import io.tollgate.admin.table.KafkaTables;
import io.tollgate.schemas.Receipt;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** What the program counts and measures. Thread-safe. */
final class AdminMetrics {
    /** Around what an edge takes that hears, and up to one that was away for long. */
    private static final Duration[] RECEIPT_DELAYS =
            IntStream.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000, 60_000)
                    .mapToObj(Duration::ofMillis)
                    .toArray(Duration[]::new);

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Timer receipts =
            Timer.builder("tollgate.admin.receipts")
                    .description("From the writing of a revocation to an edge's word on it")
                    .serviceLevelObjectives(RECEIPT_DELAYS)
                    .register(registry);

    AdminMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** Shows what is known. */
    void watch(KafkaState kafka) {
        for (EdgeBoot.Standing standing : EdgeBoot.Standing.values()) {
            Gauge.builder("tollgate.admin.edges", () -> count(kafka, standing))
                    .description("Edges by where they stand")
                    .tag("standing", standing.name())
                    .register(registry);
        }
        gauge(
                "tollgate.admin.revocations",
                "Revocations",
                () -> kafka.backend().revocations().all().count());
        gauge(
                "tollgate.admin.receipts.missing",
                "Words that edges did not give on the revocations of the last ten minutes",
                () -> kafka.backend().receipts().missingWords());
        gauge(
                "tollgate.admin.writes",
                "1 if this is the instance that writes",
                () -> kafka.backend().ledger().writes() ? 1 : 0);
        gauge(
                "tollgate.admin.audit.lost",
                "Entries of the audit that could not be written",
                () -> kafka.audit().lost());
        gauge(
                "tollgate.admin.records.skipped",
                "Records that could not be decoded",
                () ->
                        kafka.readers().stream().mapToLong(KafkaTables::skipped).sum()
                                + kafka.usageReader().skipped());
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    /** Takes note of an answered call. */
    void answered(String method, String path, int status, Duration took) {
        registry.timer(
                        "tollgate.admin.calls",
                        "method",
                        method.matches("GET|HEAD|POST|PUT|DELETE") ? method : "OTHER",
                        "path",
                        path.isEmpty() ? "none" : path,
                        "status",
                        String.valueOf(status))
                .record(took);
    }

    /** Takes note of an edge's word. */
    void heard(Receipt receipt) {
        receipts.record(receipt.getDelayMicros(), TimeUnit.MICROSECONDS);
    }

    /** Takes note of a report of a leak. */
    void reported(Via via, LeakOutcome outcome) {
        registry.counter(
                        "tollgate.admin.leak.reports",
                        "via",
                        via.name().toLowerCase(Locale.ROOT),
                        "outcome",
                        outcome.name())
                .increment();
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    private static long count(KafkaState kafka, EdgeBoot.Standing standing) {
        return kafka.backend().edges().all().stream()
                .filter(seen -> seen.standing() == standing)
                .count();
    }
}
