package io.tollgate.admin;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tollgate.admin.leak.LeakOutcome;
import io.tollgate.admin.leak.Via;
import io.tollgate.admin.revocation.EdgeBoot;
import io.tollgate.admin.table.KafkaTables;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** What the program counts and measures. Thread-safe. */
final class AdminMetrics {
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    AdminMetrics(KafkaState kafka) {
        new JvmMemoryMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
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
                "tollgate.admin.fenced",
                "1 if another instance writes",
                () -> kafka.backend().ledger().fenced() ? 1 : 0);
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
