package io.tollgate.edge;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tollgate.edge.door.DoorMetrics;
import io.tollgate.edge.door.OpenExchanges;
import io.tollgate.edge.limit.LimitLedger;
import io.tollgate.edge.table.ControlTables;
import io.tollgate.edge.verdict.Gatekeeper;
import io.tollgate.edge.verdict.Holds;
import io.tollgate.schemas.Door;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Upstream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** What an edge shows of itself beside what its outbox and its clock show. */
record EdgeMetrics(
        DoorMetrics doors,
        OpenExchanges open,
        Gatekeeper gatekeeper,
        LimitLedger ledger,
        ControlTables tables,
        LongSupplier viewAgeNanos)
        implements MeterBinder {
    private static final double MILLIS = 1e3;
    private static final double NANOS = 1e9;

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Door door : List.of(Door.PROXY, Door.FORWARD_AUTH)) {
            for (Outcome outcome : Outcome.values()) {
                FunctionCounter.builder(
                                "tollgate.requests", doors, of -> of.requests(door, outcome))
                        .description("Requests by door and outcome")
                        .tag("door", lower(door))
                        .tag("outcome", lower(outcome))
                        .register(registry);
            }
        }
        for (Upstream upstream : Upstream.values()) {
            FunctionCounter.builder("tollgate.exchanges", doors, of -> of.upstreams(upstream))
                    .description("Admitted exchanges that ended, by how the upstream did")
                    .tag("upstream", lower(upstream))
                    .register(registry);
        }
        FunctionCounter.builder("tollgate.preflights", doors, DoorMetrics::preflights)
                .description("Preflights of browsers, which count as no request")
                .register(registry);
        FunctionCounter.builder("tollgate.slow.clients", doors, DoorMetrics::slowClients)
                .description("Clients cut off because they sent or read too slowly")
                .register(registry);
        bindCertificate(registry);
        bindHolds(registry);
        bindGauges(registry);
    }

    private void bindCertificate(MeterRegistry registry) {
        FunctionCounter.builder("tollgate.certificates", doors, DoorMetrics::certificatesTaken)
                .description("New certificates of the public door, by what became of them")
                .tag("result", "taken")
                .register(registry);
        FunctionCounter.builder("tollgate.certificates", doors, DoorMetrics::certificatesRefused)
                .description("New certificates of the public door, by what became of them")
                .tag("result", "refused")
                .register(registry);
        Gauge.builder("tollgate.certificate.not.after", doors, EdgeMetrics::notAfterSeconds)
                .description("When the public door's certificate runs out, since 1970; NaN if none")
                .baseUnit("seconds")
                .register(registry);
    }

    private void bindHolds(MeterRegistry registry) {
        FunctionTimer.builder(
                        "tollgate.holds",
                        gatekeeper.holds(),
                        Holds::number,
                        Holds::millis,
                        TimeUnit.MILLISECONDS)
                .description("Requests held near the end of a limit, and for how long")
                .register(registry);
        Gauge.builder(
                        "tollgate.longest.hold",
                        gatekeeper.holds(),
                        of -> of.longestMillis() / MILLIS)
                .description("The longest hold since the start")
                .baseUnit("seconds")
                .register(registry);
    }

    private void bindGauges(MeterRegistry registry) {
        Gauge.builder("tollgate.open", open, OpenExchanges::size)
                .description("Admitted exchanges under way")
                .register(registry);
        Gauge.builder("tollgate.held", gatekeeper, Gatekeeper::waiting)
                .description("Requests that wait for a verdict")
                .register(registry);
        Gauge.builder("tollgate.limits", ledger, LimitLedger::size)
                .description("Limits in use: subjects times limits")
                .register(registry);
        Gauge.builder("tollgate.ready", tables, of -> of.readiness().getAsBoolean() ? 1 : 0)
                .description("1 while the tables are complete")
                .register(registry);
        Gauge.builder("tollgate.tables.failing", tables, of -> of.diskFailing() ? 1 : 0)
                .description("1 while the tables' disk refuses; what denies holds in memory")
                .register(registry);
        Gauge.builder("tollgate.state.age", tables, of -> seconds(of.freshness().ageMillis()))
                .description("Time since the state was known to be complete; NaN if it never was")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("tollgate.view.age", viewAgeNanos, of -> of.getAsLong() / NANOS)
                .description("Age of what is known of the limits, on the worst partition")
                .baseUnit("seconds")
                // Nobody else keeps it: it would be NaN from the first garbage collection on.
                .strongReference(true)
                .register(registry);
    }

    private static double notAfterSeconds(DoorMetrics doors) {
        Instant notAfter = doors.certificateNotAfter();
        return notAfter == null ? Double.NaN : notAfter.getEpochSecond();
    }

    private static double seconds(long millis) {
        return millis < 0 ? Double.NaN : millis / MILLIS;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
