package io.tollgate.edge;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tollgate.edge.credential.CredentialParser;
import io.tollgate.edge.door.Books;
import io.tollgate.edge.door.DoorMetrics;
import io.tollgate.edge.door.DoorServer;
import io.tollgate.edge.door.Judging;
import io.tollgate.edge.door.Operations;
import io.tollgate.edge.door.RequestIds;
import io.tollgate.edge.fleet.ClockMetrics;
import io.tollgate.edge.fleet.EdgeProfile;
import io.tollgate.edge.fleet.Heartbeat;
import io.tollgate.edge.fleet.KafkaStatusSender;
import io.tollgate.edge.outbox.OutboxMetrics;
import io.tollgate.edge.outbox.StoreException;
import io.tollgate.edge.table.Readiness;
import io.tollgate.schemas.EdgeState;
import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.Topics;
import io.tollgate.settings.FileModes;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running edge. It admits nobody before its tables are complete, from Kafka or, while Kafka is
 * away, from its own disk. Thread-safe.
 */
public final class Edge implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Edge.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration LAST_WORD = Duration.ofSeconds(2);
    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    private static final Duration FORGET_EVERY = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 20;
    private static final int FEATURE_LEVEL = 1;

    private final EdgeSettings settings;
    private final EdgeParts parts;
    private final DoorServer doors;
    private final Heartbeat heartbeat;
    private final Following following;
    private final AtomicBoolean draining = new AtomicBoolean();

    /**
     * Starts an edge, whether Kafka can be reached or not; its doors are open when this returns.
     *
     * @throws IOException if the pepper can't be read
     * @throws io.tollgate.settings.InvalidSettingsException if this is production and a choice is
     *     too weak for it
     * @throws StoreException if the outbox's disk refuses
     * @throws io.tollgate.schemas.topics.MissingTopicException if the broker lacks a topic and this
     *     program may not create it
     * @throws io.tollgate.edge.door.PortUnavailableException if a port can't be listened on
     */
    public static Edge start(EdgeSettings settings)
            throws IOException, StoreException, InterruptedException {
        Pepper pepper = Pepper.parse(settings.pepper().text(), settings.pepper().setting());
        var given =
                new EdgeParts.Surroundings(
                        pepper, InstantSource.system(), System::nanoTime, new SecureRandom());
        EdgeProduction.check(settings, pepper, FileModes.onDisk());
        Topics topics = settings.topics();
        boolean created = KafkaTopicsAtStart.create(settings.kafka(), needed(topics));
        EdgeParts parts = EdgeParts.open(settings, topics, given);
        try {
            parts.startOutbox();
            var following = new Following(parts, settings.kafka(), needed(topics), created);
            var edge = new Edge(settings, topics, parts, following, given);
            edge.begin();
            return edge;
        } catch (RuntimeException | StoreException e) {
            parts.close(Duration.ZERO);
            throw e;
        }
    }

    private Edge(
            EdgeSettings settings,
            Topics topics,
            EdgeParts parts,
            Following following,
            EdgeParts.Surroundings given) {
        this.settings = settings;
        this.parts = parts;
        this.following = following;
        this.doors = openDoors(new DoorMetrics(), given);
        this.heartbeat = heartbeat(topics, given);
    }

    private DoorServer openDoors(DoorMetrics metrics, EdgeParts.Surroundings given) {
        var judging =
                new Judging(
                        (host, path, method) ->
                                parts.tables().routes().get().match(host, path, method),
                        new CredentialParser(
                                settings.keyForm(),
                                given.pepper(),
                                parts.tables()::hasImportedKeys),
                        parts.gatekeeper(),
                        new RequestIds(() -> seed(given.random())),
                        settings.trustedProxies());
        var books =
                new Books(parts.outbox().events(), parts.ledger()::release, metrics, given.nanos());
        return DoorServer.start(
                settings.listening(),
                new DoorServer.Equipment(
                        judging,
                        books,
                        parts.open(),
                        settings.allowedUpstreams(),
                        settings.legacyRateLimitHeaders(),
                        operations(metrics)));
    }

    /** Port of the public door. */
    public int port() {
        return doors.port();
    }

    /** Port of forward auth, health and metrics. */
    public int privatePort() {
        return doors.privatePort();
    }

    /** The edge's id, which stays the same from start to start. */
    public String id() {
        return parts.identity().id();
    }

    /** Why the edge admits nobody at present, one sentence each; empty if it does. */
    public List<String> unready() {
        var reasons = new ArrayList<String>();
        if (draining.get()) {
            reasons.add("the edge is stopping");
        }
        if (!following.failure().isEmpty()) {
            reasons.add(following.failure());
        }
        if (!parts.outbox().ready()) {
            reasons.add("it is not known yet how many partitions the topic requests has");
        }
        Readiness readiness = parts.tables().readiness();
        if (!readiness.hindrance().isEmpty()) {
            reasons.add(readiness.hindrance());
        } else if (!readiness.getAsBoolean()) {
            reasons.add(
                    "these topics are still being read: "
                            + String.join(", ", new TreeSet<>(readiness.waitingFor())));
        }
        return reasons;
    }

    /**
     * Waits until the edge is ready.
     *
     * @throws IllegalStateException if that takes longer than two minutes, saying what is missing
     */
    public void awaitReady() throws InterruptedException {
        for (long waited = 0; !unready().isEmpty(); waited += POLL_MILLIS) {
            if (waited > LONGEST_START.toMillis()) {
                throw new IllegalStateException(
                        "the edge " + settings.name() + " is not ready: " + unready());
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /**
     * Stops in order: unready first while it serves on, then what is under way ends, then the
     * outbox is shipped, each for a bounded time, and the fleet hears that the edge has left.
     */
    @Override
    public void close() {
        if (!draining.compareAndSet(false, true)) {
            return;
        }
        heartbeat.beatNow();
        try {
            TimeUnit.NANOSECONDS.sleep(settings.drainDelay().toNanos());
            if (!doors.drain(settings.drainTimeout())) {
                log.atWarn()
                        .addKeyValue("open", parts.open().size())
                        .log("exchanges are cut, since they took too long to end");
            }
            doors.close();
            following.stop();
            parts.outbox().close(settings.drainTimeout());
            heartbeat.leave(LAST_WORD);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        parts.close(Duration.ZERO);
        log.atInfo().addKeyValue("edge", id()).log("edge stopped");
    }

    private void begin() {
        parts.tables().progress().onRevocationApplied(heartbeat::beatNow);
        heartbeat.start(HEARTBEAT);
        following.start();
        var _ =
                parts.workers()
                        .clock()
                        .scheduleWithFixedDelay(
                                () -> parts.ledger().forget(parts.clock().millis()),
                                FORGET_EVERY.toMillis(),
                                FORGET_EVERY.toMillis(),
                                TimeUnit.MILLISECONDS);
        log.atInfo()
                .addKeyValue("edge", id())
                .addKeyValue("port", port())
                .addKeyValue("privatePort", privatePort())
                .log("edge started");
    }

    private Heartbeat heartbeat(Topics topics, EdgeParts.Surroundings given) {
        String version = Edge.class.getPackage().getImplementationVersion();
        var profile =
                new EdgeProfile(
                        id(),
                        parts.identity().boot(),
                        settings.name(),
                        version == null ? "development" : version,
                        FEATURE_LEVEL,
                        given.pepper().version(),
                        settings.listening().bindAddress() + ":" + port(),
                        given.wall().instant());
        var vitals =
                new EdgeVitals(
                        this::phase,
                        parts.tables(),
                        parts.outbox(),
                        parts.gatekeeper(),
                        settings.maxStateAge());
        var sender =
                new KafkaStatusSender(
                        settings.kafka(), id(), topics.edges, parts.clock(), given.nanos());
        return new Heartbeat(profile, vitals, sender, given.wall());
    }

    private EdgeState phase() {
        if (draining.get()) {
            return EdgeState.DRAINING;
        }
        return parts.ready() ? EdgeState.READY : EdgeState.STARTING;
    }

    private Operations operations(DoorMetrics metrics) {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new EdgeMetrics(
                        metrics,
                        parts.open(),
                        parts.gatekeeper(),
                        parts.ledger(),
                        parts.tables(),
                        () -> parts.viewAgeNanos(settings.requestsPartitions()))
                .bindTo(registry);
        new OutboxMetrics(parts.outbox()).bindTo(registry);
        new ClockMetrics(parts.clock()).bindTo(registry);
        registry.getPrometheusRegistry().register(new LatencyHistogram(metrics));
        return new Operations() {
            @Override
            public List<String> unready() {
                return Edge.this.unready();
            }

            @Override
            public String metrics() {
                return registry.scrape();
            }
        };
    }

    private static List<Topic<?>> needed(Topics topics) {
        var needed = new ArrayList<>(topics.control());
        needed.addAll(List.of(topics.requests, topics.throttles, topics.edges, topics.fleet));
        return needed;
    }

    private static byte[] seed(SecureRandom random) {
        byte[] seed = new byte[RequestIds.SEED_BYTES];
        random.nextBytes(seed);
        return seed;
    }
}
