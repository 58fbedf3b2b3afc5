package io.tollgate.edge.table;

import io.tollgate.schemas.Fleet;
import io.tollgate.schemas.FleetEdge;
import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.ThrottleKind;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.Topics;
import io.tollgate.settings.KafkaConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that an edge knows, from its disk first and then from Kafka. Opened before Kafka is
 * asked for anything, so that it can be read while Kafka is away. Thread-safe.
 */
public final class ControlTables implements AutoCloseable {
    private static final long TICK_MILLIS = 100;
    private static final long CLOCKS_APART_MILLIS = 5_000;

    private final Topics topics;
    private final Clocks clocks;
    private final RocksTables disk;
    private final KeyTable keys;
    private final Denials denials = new Denials();
    private final Agreements agreements = new Agreements();
    private final CurrentRoutes routes;
    private final Progress progress = new Progress();
    private final Readiness readiness =
            new Readiness(
                    Set.of(
                            "keys",
                            "owners",
                            "plans",
                            "routes",
                            "revocations",
                            "fleet",
                            "throttles"));
    private final Freshness freshness;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<KafkaTableReader> readers = new ArrayList<>();
    private final List<Feed> stored;
    private volatile @Nullable TableListeners listeners;
    private @Nullable KafkaTopicIds topicIds;

    private ControlTables(Topics topics, TableSettings settings, Clocks clocks, RocksTables disk) {
        this.topics = topics;
        this.clocks = clocks;
        this.disk = disk;
        this.freshness = new Freshness(clocks.nanos(), settings.maxStateAge());
        this.keys =
                new KeyTable(
                        disk,
                        topics.keys.values(),
                        settings.pepper(),
                        settings.keysOnHeap(),
                        // It takes half a second for a million keys, which the start needs not wait
                        // for.
                        task -> Thread.ofPlatform().daemon().name("tollgate-filter").start(task));
        this.routes = new CurrentRoutes(topics.routes.values(), settings.allowedUpstream());
        var context =
                new FeedContext(
                        disk, readiness, progress, freshness, clocks.wall(), clocks.fleetMillis());
        this.stored = storedFeeds(context);
        startFromDisk(settings.maxStateAge().toMillis());
    }

    /**
     * Opens the tables as the disk has them; nothing is read from Kafka yet.
     *
     * @throws TableUnreadableException if the directory can't be used
     */
    public static ControlTables open(Topics topics, TableSettings settings, Clocks clocks) {
        var disk = RocksTables.open(settings.directory(), clocks.nanos());
        try {
            return new ControlTables(topics, settings, clocks, disk);
        } catch (RuntimeException e) {
            disk.close();
            throw e;
        }
    }

    /** Begins to follow Kafka, whether it can be reached or not. To be called once. */
    public void start(KafkaConnection kafka, TableListeners heard) {
        listeners = heard;
        var ids = new KafkaTopicIds(kafka);
        topicIds = ids;
        var around = new KafkaTableReader.Surroundings(ids, readiness, clocks.nanos());
        KafkaTail.AfterPoll nothing = _ -> {};
        var confirmation = new KafkaConfirmation(freshness, heard.confirmed());
        var small = new ArrayList<>(stored.subList(2, stored.size()));
        small.add(volatileFeed(topics.fleet, "fleet", each -> fleet(each, heard)));
        var throttles = volatileFeed(topics.throttles, "throttles", each -> throttle(each, heard));
        readers.add(
                new KafkaTableReader(
                        "revocations", kafka, false, stored.subList(0, 1), around, confirmation));
        readers.add(
                new KafkaTableReader("keys", kafka, true, stored.subList(1, 2), around, nothing));
        readers.add(new KafkaTableReader("tables", kafka, true, small, around, nothing));
        readers.add(
                new KafkaTableReader(
                        "throttles", kafka, false, List.of(throttles), around, nothing));
        readers.forEach(KafkaTableReader::start);
        Thread.ofPlatform().daemon().name("tollgate-pulse-watch").start(this::tick);
    }

    /** What verdicts depend on. */
    public Knowledge knowledge() {
        return new Knowledge(readiness, freshness, keys, denials, agreements);
    }

    /** The route table in force. */
    public Supplier<RouteTable> routes() {
        return routes;
    }

    /** What was applied, for the heartbeat. */
    public Progress progress() {
        return progress;
    }

    /** Whether the tables may be trusted. */
    public Readiness readiness() {
        return readiness;
    }

    /** How old the state is. */
    public Freshness freshness() {
        return freshness;
    }

    /** Whether what is known can't be written to the disk at present. */
    public boolean diskFailing() {
        return disk.failing();
    }

    /** Whether there are keys that were made elsewhere, which may have any form. */
    public boolean hasImportedKeys() {
        return keys.hasImported();
    }

    /** Stops following Kafka and closes the disk; safe to call while others still ask. */
    @Override
    public void close() {
        closing.countDown();
        readers.forEach(KafkaTableReader::close);
        if (topicIds != null) {
            topicIds.close();
        }
        disk.close();
    }

    private List<Feed> storedFeeds(FeedContext context) {
        DenialListener tell = this::denied;
        var denialTable = new DenialTable(denials, topics.revocations.values(), progress, tell);
        var owners = new OwnerTable(agreements, topics.owners.values(), tell);
        var plans = new PlanTable(agreements, topics.plans.values());
        Runnable nothing = () -> {};
        return List.of(
                new SmallFeed(
                        topics.revocations.name(),
                        "revocations",
                        Family.DENIALS,
                        denialTable,
                        context,
                        progress::revocationApplied),
                new KeyFeed(topics.keys.name(), keys, context, tell),
                new SmallFeed(topics.plans.name(), "plans", Family.PLANS, plans, context, nothing),
                new SmallFeed(
                        topics.owners.name(), "owners", Family.OWNERS, owners, context, nothing),
                new SmallFeed(
                        topics.routes.name(), "routes", Family.ROUTES, routes, context, nothing));
    }

    private VolatileFeed volatileFeed(Topic<?> topic, String name, Consumer<Incoming> sink) {
        return new VolatileFeed(topic.name(), name, readiness, sink);
    }

    /** Takes the disk for enough, should Kafka be away, if all is there and young enough. */
    private void startFromDisk(long maxStateAgeMillis) {
        long now = clocks.wall().millis();
        boolean whole = stored.stream().allMatch(feed -> feed.place().complete());
        boolean young = true;
        for (Feed feed : stored.subList(0, 2)) {
            long age = now - feed.place().completeAsOfMillis();
            young &= age <= maxStateAgeMillis && age >= -CLOCKS_APART_MILLIS;
            if (feed.place().complete()) {
                feed.place()
                        .next()
                        .keySet()
                        .forEach(partition ->
                                freshness.completeAsOf(feed.name(), partition, Math.max(0, age)));
            }
        }
        if (whole && young) {
            readiness.diskSuffices();
        }
    }

    private void denied(Predicate<KeyEntry> hit) {
        TableListeners heard = listeners;
        // Before that nothing is open that could be cut, and there may be very many to tell of.
        if (heard != null && readiness.everReady()) {
            heard.denials().denied(hit);
        }
    }

    private void fleet(Incoming each, TableListeners heard) {
        byte[] value = each.value();
        Fleet fleet = value == null ? null : topics.fleet.values().deserialize("fleet", value);
        if (fleet != null) {
            heard.fleet().accept(fleet.getEdges().stream().map(FleetEdge::getEdgeId).toList());
        }
    }

    private void throttle(Incoming each, TableListeners heard) {
        byte[] value = each.value();
        Throttle throttle =
                value == null ? null : topics.throttles.values().deserialize("throttles", value);
        if (throttle != null && throttle.getKind() != ThrottleKind.UNKNOWN) {
            heard.throttles().accept(throttle);
        }
    }

    private void tick() {
        try {
            while (!closing.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                freshness.tick();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
