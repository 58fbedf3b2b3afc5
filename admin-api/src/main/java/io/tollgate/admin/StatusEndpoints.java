package io.tollgate.admin;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.security.Permission;
import io.tollgate.admin.table.Standing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** How the program is, and what it is. */
final class StatusEndpoints {
    private final PrometheusMeterRegistry metrics;
    private final BooleanSupplier reading;
    private final Supplier<Standing> standing;
    private final LongSupplier stateAgeMillis;

    /**
     * Tells of a program.
     *
     * @param reading whether it still reads from Kafka
     * @param standing whether this instance writes
     * @param stateAgeMillis time since anything last came from Kafka
     */
    StatusEndpoints(
            PrometheusMeterRegistry metrics,
            BooleanSupplier reading,
            Supplier<Standing> standing,
            LongSupplier stateAgeMillis) {
        this.metrics = metrics;
        this.reading = reading;
        this.standing = standing;
        this.stateAgeMillis = stateAgeMillis;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.get("/", Permission.PUBLIC, _ -> page()),
                Endpoint.get("/openapi.yaml", Permission.PUBLIC, _ -> description()),
                Endpoint.get("/health/live", Permission.PUBLIC, this::live),
                Endpoint.get("/health/ready", Permission.PUBLIC, this::ready),
                Endpoint.get("/metrics", Permission.PUBLIC, this::metrics));
    }

    private Answer live(Call call) {
        return Answer.ok(Map.of("status", "live"));
    }

    private Answer ready(Call call) {
        boolean ready = reading.getAsBoolean();
        return Answer.json(
                ready ? 200 : 503,
                Map.of(
                        "status", ready ? "ready" : "not ready",
                        "writes", writes(),
                        "stateAgeMillis", stateAgeMillis.getAsLong()));
    }

    private String writes() {
        return switch (standing.get()) {
            case Standing.Writes() -> "accepted";
            case Standing.Follows(_) -> "passed on";
            case Standing.Waiting() -> "waiting";
            case Standing.Out() -> "refused";
        };
    }

    private Answer metrics(Call call) {
        return Answer.text("text/plain; version=0.0.4; charset=utf-8", metrics.scrape());
    }

    private static Answer page() {
        return Answer.text("text/html; charset=utf-8", resource("index.html"));
    }

    private static Answer description() {
        return Answer.text("application/yaml; charset=utf-8", resource("openapi.yaml"));
    }

    private static String resource(String name) {
        try (InputStream in = StatusEndpoints.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
