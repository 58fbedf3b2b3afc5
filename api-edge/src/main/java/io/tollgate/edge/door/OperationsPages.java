package io.tollgate.edge.door;

import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.List;
import org.eclipse.jetty.http.HttpField;

/** What the private door shows to those who run the edge: health and metrics. */
final class OperationsPages {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private OperationsPages() {}

    static void add(JavalinConfig config, Operations operations, Answers answers) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.routes.get("/health/live", context -> context.json(new Live("UP")));
        config.routes.get("/health/ready", context -> ready(context, operations.unready()));
        config.routes.get(
                "/metrics",
                context -> context.contentType(PROMETHEUS).result(operations.metrics()));
        Answer nothing =
                answers.problem(
                        Problem.NO_ROUTE,
                        "Here are /health/live, /health/ready, /metrics and /authz/<gateway>.");
        config.routes.error(404, context -> write(context, nothing));
    }

    private static void ready(Context context, List<String> reasons) {
        context.status(reasons.isEmpty() ? 200 : 503)
                .json(new Ready(reasons.isEmpty() ? "UP" : "DOWN", reasons));
    }

    private static void write(Context context, Answer answer) {
        for (HttpField field : answer.fields()) {
            context.header(field.getName(), field.getValue());
        }
        context.status(answer.status()).result(answer.body());
    }

    private record Live(String status) {}

    private record Ready(String status, List<String> reasons) {}
}
