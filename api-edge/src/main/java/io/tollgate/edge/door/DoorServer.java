package io.tollgate.edge.door;

import io.javalin.Javalin;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server with its two doors, from its start to its end. Thread-safe. */
public final class DoorServer implements AutoCloseable {
    private static final int MOST_THREADS = 200;
    private static final int LEAST_THREADS = 8;
    private static final long TICK_MILLIS = 25;
    private static final long CERTIFICATE_MILLIS = 1000;
    private static final long HEADS_MILLIS = 1000;
    private static final long POLL_MILLIS = 10;

    private final Javalin javalin;
    private final Connectors connectors;
    private final OpenExchanges open;

    private DoorServer(Javalin javalin, Connectors connectors, OpenExchanges open) {
        this.javalin = javalin;
        this.connectors = connectors;
        this.open = open;
    }

    /**
     * What the doors work with.
     *
     * @param legacyRateLimitFields whether {@code X-RateLimit-*} is sent too
     */
    public record Equipment(
            Judging judging,
            Books books,
            OpenExchanges open,
            AllowedUpstreams upstreams,
            boolean legacyRateLimitFields,
            Operations operations) {}

    /**
     * Opens the doors.
     *
     * @throws PortUnavailableException if one of the ports can't be listened on
     * @throws io.tollgate.settings.InvalidSettingsException if the certificate can't be used
     */
    public static DoorServer start(Listening listening, Equipment equipment) {
        var threads = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
        threads.setName("edge-http");
        var answers = new Answers(new RateLimitFields(equipment.legacyRateLimitFields()));
        DoorCertificate certificate =
                listening.tls() == null
                        ? null
                        : DoorCertificate.open(listening.tls(), equipment.books().metrics());
        var connectors = new AtomicReference<Connectors>();
        Javalin javalin =
                Javalin.create(config -> {
                    config.jetty.threadPool = threads;
                    config.jetty.modifyServer(server -> {
                        connectors.set(
                                Connectors.open(
                                        server,
                                        new GoingOn(threads, equipment.books().log()),
                                        equipment.books().log(),
                                        listening,
                                        certificate));
                        equip(
                                server,
                                Objects.requireNonNull(connectors.get()).publicDoor(),
                                threads,
                                listening,
                                equipment,
                                answers);
                    });
                    OperationsPages.add(config, equipment.operations(), answers);
                });
        javalin.start();
        var doors =
                new DoorServer(javalin, Objects.requireNonNull(connectors.get()), equipment.open());
        doors.repeat(equipment.open()::tick, TICK_MILLIS);
        doors.cutSlowHeads(
                new SlowHeads(listening.bounds().patience(), equipment.books().nanos()),
                equipment.books().metrics());
        if (certificate != null) {
            // Reading and checking takes longer than what waits for the scheduler may wait.
            doors.repeat(
                    () -> {
                        if (threads.isRunning()) {
                            threads.execute(certificate::refresh);
                        }
                    },
                    CERTIFICATE_MILLIS);
        }
        return doors;
    }

    private static void equip(
            Server server,
            Connector publicDoor,
            Executor threads,
            Listening listening,
            Equipment equipment,
            Answers answers) {
        var client = new UpstreamClient(threads, equipment.books().log());
        server.addBean(client, true);
        server.setErrorHandler(new ErrorAnswers(answers));
        server.setDefaultHandler(new NothingHere());
        var proxy =
                new ReverseProxy(
                        client,
                        new UpstreamChoice(equipment.upstreams(), equipment.books().nanos()),
                        new UpstreamHead(equipment.judging().ids()),
                        equipment.open(),
                        equipment.books(),
                        answers,
                        listening.bounds(),
                        threads);
        server.insertHandler(
                new EdgeHandler(
                        publicDoor,
                        new ProxyDoor(equipment.judging(), proxy, listening.maxOpen()),
                        new ForwardAuthDoor(equipment.judging(), answers, equipment.books()),
                        threads));
    }

    /** Port of the public door. */
    public int port() {
        return connectors.publicDoor().getLocalPort();
    }

    /** Port of the private door. */
    public int privatePort() {
        return connectors.privateDoor().getLocalPort();
    }

    /**
     * Takes no new connections at the public door, brings WebSockets to an end, and waits until
     * what is under way is over.
     *
     * @return whether all was over within the time
     */
    public boolean drain(Duration patience) throws InterruptedException {
        var _ = connectors.publicDoor().shutdown();
        connectors.publicDoor().close();
        long rounds = patience.toMillis() / POLL_MILLIS;
        for (long i = 0; i < rounds && open.size() > 0; i++) {
            open.leave();
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return open.size() == 0;
    }

    @Override
    public void close() {
        javalin.stop();
    }

    Server server() {
        return javalin.jettyServer().server();
    }

    private void cutSlowHeads(SlowHeads heads, DoorMetrics metrics) {
        repeat(
                () ->
                        metrics.slowClients(
                                heads.sweep(connectors.publicDoor().getConnectedEndPoints())),
                HEADS_MILLIS);
    }

    private void repeat(Runnable task, long everyMillis) {
        server().getScheduler()
                .schedule(
                        () -> {
                            try {
                                task.run();
                            } finally {
                                repeat(task, everyMillis);
                            }
                        },
                        everyMillis,
                        TimeUnit.MILLISECONDS);
    }

    /** Takes what no handler took; Jetty's own would make every request a blocking one. */
    private static final class NothingHere extends Handler.Abstract.NonBlocking {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            Response.writeError(request, response, callback, 404);
            return true;
        }
    }
}
