package io.tollgate.admin.notice;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tollgate.admin.notice.NoticeRounds.Attempt;

/** What is counted of notifications. Thread-safe. */
final class NoticeMetrics {
    private final MeterRegistry registry;

    NoticeMetrics(MeterRegistry registry, NoticeBook book) {
        this.registry = registry;
        Gauge.builder("tollgate.admin.notifications.waiting", book, NoticeBook::waiting)
                .description("Notifications that wait to be delivered")
                .register(registry);
        Gauge.builder(
                        "tollgate.admin.notifications.endpoints.disabled",
                        book,
                        all -> all.disabled().count())
                .description("Endpoints that get no notifications any more")
                .register(registry);
    }

    void attempted(Attempt attempt) {
        String result =
                switch (attempt.outcome()) {
                    case Outcome.Delivered() -> "delivered";
                    case Outcome.Gone() -> "gone";
                    case Outcome.Refused(_) -> "refused";
                    case Outcome.Failed(_, _) -> "failed";
                };
        String endpoint = attempt.notification().getEndpoint();
        registry.counter(
                        "tollgate.admin.notifications.attempts",
                        "result",
                        result,
                        "way",
                        endpoint.substring(endpoint.lastIndexOf('/') + 1))
                .increment();
    }
}
