package io.tollgate.admin.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import io.tollgate.admin.audit.Deed;
import io.tollgate.admin.security.Authenticator;
import io.tollgate.admin.table.WriteRefusedException;
import io.tollgate.schemas.Operator;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves endpoints over HTTP: who calls, what they may, and every refusal in one form. */
public final class JavalinDoor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JavalinDoor.class);
    private static final long STOP_MILLIS = 5_000;

    private final List<Endpoint> endpoints;
    private final Authenticator authenticator;
    private final CallObserver observer;
    private final DeedWitness witness;
    private final Relay relay;
    private final Javalin javalin;

    private JavalinDoor(
            Listener listener,
            List<Endpoint> endpoints,
            Authenticator authenticator,
            CallObserver observer,
            DeedWitness witness,
            Relay relay) {
        this.observer = observer;
        this.witness = witness;
        this.relay = relay;
        this.endpoints = List.copyOf(endpoints);
        this.authenticator = authenticator;
        this.javalin = Javalin.create(config -> configure(config, listener));
    }

    /**
     * Begins to serve.
     *
     * @param relay has calls answered that may change something
     * @throws PortInUseException if something else listens there
     */
    public static JavalinDoor open(
            Listener listener,
            List<Endpoint> endpoints,
            Authenticator authenticator,
            CallObserver observer,
            DeedWitness witness,
            Relay relay) {
        var door = new JavalinDoor(listener, endpoints, authenticator, observer, witness, relay);
        try {
            door.javalin.start();
        } catch (JavalinBindException e) {
            throw new PortInUseException(listener, e);
        }
        return door;
    }

    /** The port that it listens on. */
    public int port() {
        return javalin.port();
    }

    @Override
    public void close() {
        javalin.stop();
    }

    private void configure(JavalinConfig config, Listener listener) {
        config.startup.showJavalinBanner = false;
        config.startup.startupWatcherEnabled = false;
        config.concurrency.useVirtualThreads = true;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.prefer405over404 = true;
        config.jetty.host = listener.host();
        config.jetty.port = listener.port();
        config.jetty.modifyHttpConfiguration(http -> {
            http.setUriCompliance(UriCompliance.RFC3986);
            http.addCustomizer(new JettyWithoutOverride());
        });
        config.jetty.modifyServer(server -> {
            server.setErrorHandler(new JettyProblems());
            server.setStopTimeout(STOP_MILLIS);
            if (listener.isLimited()) {
                server.addBean(new NetworkConnectionLimit(listener.mostConnections(), server));
            }
        });
        config.jetty.modifyServletContextHandler(
                handler -> handler.setErrorHandler(new JettyProblems()));
        config.requestLogger.http((context, millis) ->
                observer.answered(
                        context.req().getMethod(),
                        path(context),
                        context.statusCode(),
                        Duration.ofNanos((long) (millis * 1e6))));
        endpoints.forEach(endpoint -> register(config, endpoint));
        // Javalin has a handler of its own for its exceptions, which one for all does not replace.
        config.routes.exception(
                HttpResponseException.class, (e, context) -> write(context, refusal(e, context)));
        config.routes.exception(
                Exception.class, (e, context) -> write(context, refusal(e, context)));
    }

    private static String path(Context context) {
        var endpoint = context.endpoints().lastHttpEndpoint();
        return endpoint == null ? "" : endpoint.path;
    }

    private void register(JavalinConfig config, Endpoint endpoint) {
        add(config, endpoint.method(), endpoint);
        if (endpoint.method().equals("GET")) {
            add(config, "HEAD", endpoint);
        }
    }

    private void add(JavalinConfig config, String method, Endpoint endpoint) {
        config.routes.addHttpHandler(
                HandlerType.findOrCreate(method),
                endpoint.path(),
                context -> serve(context, endpoint));
    }

    private void serve(Context context, Endpoint endpoint) {
        var operator =
                authenticator.admit(
                        JavalinCall.headers(context, "Authorization"), endpoint.permission());
        Call call = JavalinCall.of(context, operator);
        try {
            write(context, answer(context, call, endpoint));
        } finally {
            if (call.hasLines()) {
                passOver(call.body());
            }
        }
    }

    /**
     * Takes what is left of lines that were answered early: clients send all of them before they
     * look for an answer, and would lose it with the connection.
     */
    private static void passOver(Body lines) {
        try {
            lines.stream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            log.atDebug().setCause(e).log("the client went away amid its lines");
        }
    }

    private Answer answer(Context context, Call call, Endpoint endpoint) {
        return endpoint.mayChange()
                ? relay.answer(call, endpoint, own -> audited(context, endpoint, own))
                : endpoint.action().apply(call);
    }

    /** Lets whoever writes know whose deed it is, and the witness what became of a refused one. */
    private Answer audited(Context context, Endpoint endpoint, Call call) {
        String actor = call.operator().map(Operator::getOperatorId).orElse(Deed.PUBLIC);
        var deed = new Deed(actor, endpoint.deed(), String.join("/", call.parts().values()));
        Answer answer;
        try {
            answer = deed.doing(() -> endpoint.action().apply(call));
        } catch (RuntimeException e) {
            answer = refusal(e, context);
        }
        // What strangers try in vain must not fill a topic that is kept for ever.
        if (answer.status() >= 400 && call.operator().isPresent()) {
            witness.refused(deed, answer.result());
        }
        return answer;
    }

    private Answer refusal(Exception e, Context context) {
        return switch (e) {
            case ProblemException known -> Answer.problem(known.problem(), known.headers());
            case WriteRefusedException unwritten -> unwritten(unwritten);
            case HttpResponseException http ->
                    Answer.problem(unmatched(http, context), allow(http));
            default -> {
                log.atError()
                        .addKeyValue("method", context.req().getMethod())
                        .addKeyValue("path", context.path())
                        .setCause(e)
                        .log("call failed");
                yield Answer.problem(
                        Problem.of(
                                ProblemType.INTERNAL_ERROR,
                                "this is a mistake of ours; the log says more"),
                        Map.of());
            }
        };
    }

    private static Answer unwritten(WriteRefusedException e) {
        return Answer.problem(
                Problem.of(ProblemType.of(e), String.valueOf(e.getMessage())),
                Map.of("Retry-After", "5"));
    }

    private static Problem unmatched(HttpResponseException e, Context context) {
        String called = context.req().getMethod() + " " + context.path();
        return switch (e.getStatus()) {
            case 404 -> Problem.of(ProblemType.NOT_FOUND, "there is nothing at " + called);
            case 405 ->
                    Problem.of(
                            ProblemType.METHOD_NOT_ALLOWED,
                            called + " is not possible; the path has " + methods(e));
            default -> JettyProblems.problem(e.getStatus(), e.getMessage());
        };
    }

    private static Map<String, String> allow(HttpResponseException e) {
        return e.getStatus() == 405 ? Map.of("Allow", methods(e)) : Map.of();
    }

    /** Javalin tells the methods of a path by the way, as the only one of its details. */
    private static String methods(HttpResponseException e) {
        return e.getDetails().values().stream().collect(Collectors.joining(", "));
    }

    private static void write(Context context, Answer answer) {
        answer.headers().forEach(context::header);
        context.status(answer.status());
        context.header("Cache-Control", "no-store");
        context.header("X-Content-Type-Options", "nosniff");
        if (answer.status() != 204) {
            context.contentType(answer.contentType()).result(answer.body());
        } else {
            context.res().setContentType(null);
        }
    }
}
