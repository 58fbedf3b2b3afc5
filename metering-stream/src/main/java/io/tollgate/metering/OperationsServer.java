package io.tollgate.metering;

import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Serves {@code /health/live}, {@code /health/ready} and {@code /metrics}. Thread-safe. */
final class OperationsServer implements AutoCloseable {
    private final Javalin server;

    private OperationsServer(Javalin server) {
        this.server = server;
    }

    /**
     * Starts to serve.
     *
     * @param port 0 for a free one
     * @param metrics in the text form of Prometheus
     */
    static OperationsServer start(
            String bindAddress,
            int port,
            BooleanSupplier live,
            BooleanSupplier ready,
            Supplier<String> metrics) {
        Javalin server =
                Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.jetty.host = bindAddress;
                    config.jetty.port = port;
                    config.routes.get(
                            "/health/live", request -> tell(request, live.getAsBoolean()));
                    config.routes.get(
                            "/health/ready", request -> tell(request, ready.getAsBoolean()));
                    config.routes.get(
                            "/metrics",
                            request ->
                                    request.contentType("text/plain; version=0.0.4; charset=utf-8")
                                            .result(metrics.get()));
                });
        return new OperationsServer(server.start());
    }

    private static void tell(Context request, boolean well) {
        request.status(well ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .contentType("application/json")
                .result(well ? "{\"status\":\"UP\"}" : "{\"status\":\"DOWN\"}");
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }
}
