package io.tollgate.edge;

import io.tollgate.edge.door.OpenExchanges;
import io.tollgate.edge.fleet.EdgeIdentity;
import io.tollgate.edge.fleet.FleetClock;
import io.tollgate.edge.limit.LimitAge;
import io.tollgate.edge.limit.LimitLedger;
import io.tollgate.edge.outbox.ChargeListener;
import io.tollgate.edge.outbox.Outbox;
import io.tollgate.edge.outbox.StoreException;
import io.tollgate.edge.table.Clocks;
import io.tollgate.edge.table.ControlTables;
import io.tollgate.edge.table.Knowledge;
import io.tollgate.edge.table.TableListeners;
import io.tollgate.edge.table.TableSettings;
import io.tollgate.edge.verdict.Gatekeeper;
import io.tollgate.schemas.Charge;
import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.schemas.topics.RequestsPartition;
import io.tollgate.schemas.topics.Topics;
import io.tollgate.settings.KafkaConnection;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of an edge behind its doors, opened from disk and not yet talking to Kafka.
 * Thread-safe.
 */
record EdgeParts(
        EdgeIdentity identity,
        FleetClock clock,
        Outbox outbox,
        LimitAge limitAge,
        LimitLedger ledger,
        ControlTables tables,
        Gatekeeper gatekeeper,
        OpenExchanges open,
        Workers workers) {
    private static final Logger log = LoggerFactory.getLogger(EdgeParts.class);
    private static final Duration BEARABLE_LIMIT_AGE = Duration.ofSeconds(1);

    /** What an edge is given: its pepper, time and chance. */
    record Surroundings(
            Pepper pepper, InstantSource wall, LongSupplier nanos, SecureRandom random) {}

    static EdgeParts open(EdgeSettings settings, Topics topics, Surroundings given)
            throws StoreException {
        var identity = EdgeIdentity.open(settings.dataDir(), given.random(), given.wall());
        var clock = new FleetClock(given.wall(), given.nanos());
        Outbox outbox;
        try {
            outbox =
                    Outbox.open(
                            settings.outbox(),
                            identity,
                            settings.kafka(),
                            topics.generation,
                            generation ->
                                    RequestsPartition.topic(settings.topicPrefix(), generation),
                            clock,
                            given.nanos());
        } catch (StoreException | RuntimeException e) {
            identity.close();
            throw e;
        }
        try {
            return over(settings, topics, given, identity, clock, outbox);
        } catch (RuntimeException e) {
            outbox.close();
            identity.close();
            throw e;
        }
    }

    private static EdgeParts over(
            EdgeSettings settings,
            Topics topics,
            Surroundings given,
            EdgeIdentity identity,
            FleetClock clock,
            Outbox outbox) {
        var limitAge = new LimitAge(given.nanos(), outbox::oldestWaitNanos, BEARABLE_LIMIT_AGE);
        var ledger = new LimitLedger(identity.id(), outbox::partitionOf, limitAge);
        var tables =
                ControlTables.open(
                        topics,
                        // Which upstreams are allowed is asked for each request, so that one
                        // route can't make this edge refuse the whole table.
                        new TableSettings(
                                settings.dataDir().resolve("tables"),
                                settings.maxStateAge(),
                                settings.keysOnHeap(),
                                given.pepper(),
                                _ -> true),
                        new Clocks(given.wall(), given.nanos(), clock::millis));
        var workers = Workers.start();
        var gatekeeper =
                new Gatekeeper(
                        knowledge(tables, outbox),
                        ledger::charge,
                        clock::millis,
                        workers.forGatekeeper(),
                        settings.maxHeld());
        ledger.onNews(gatekeeper::news);
        return new EdgeParts(
                identity,
                clock,
                outbox,
                limitAge,
                ledger,
                tables,
                gatekeeper,
                new OpenExchanges(given.nanos()),
                workers);
    }

    /** An edge that can't write events admits nobody. */
    private static Knowledge knowledge(ControlTables tables, Outbox outbox) {
        Knowledge known = tables.knowledge();
        return new Knowledge(
                () -> outbox.ready() && known.ready().getAsBoolean(),
                known.freshness(),
                known.keys(),
                known.denials(),
                known.agreements());
    }

    boolean ready() {
        return outbox.ready() && tables.readiness().getAsBoolean();
    }

    /** Starts to write events, and to ship what is there. */
    void startOutbox() throws StoreException {
        outbox.start(
                new ChargeListener() {
                    @Override
                    public void recovered(String keyId, String ownerId, List<Charge> charges) {
                        ledger.recovered(keyId, ownerId, charges);
                    }

                    @Override
                    public void acknowledged(
                            String keyId, String ownerId, List<Charge> charges, long offset) {
                        ledger.acknowledged(keyId, ownerId, charges, offset);
                    }
                });
    }

    /** Starts to follow the control topics; once it is known how many partitions events have. */
    void follow(KafkaConnection kafka) {
        tables.start(
                kafka,
                new TableListeners(
                        hit -> {
                            gatekeeper.denied(hit);
                            open.cut(hit);
                        },
                        gatekeeper::news,
                        edges -> {
                            ledger.fleet(edges);
                            gatekeeper.news();
                        },
                        this::throttle));
    }

    private void throttle(Throttle throttle) {
        switch (throttle.getKind()) {
            case THROTTLE -> ledger.view(throttle, clock.millis());
            case WATERMARK -> limitAge.watermark(throttle.getPartition());
            case UNKNOWN -> {}
        }
    }

    /** Age of what is known of the limits on the worst partition, in nanoseconds. */
    long viewAgeNanos(int partitions) {
        long oldest = 0;
        for (int partition = 0; partition < partitions; partition++) {
            oldest = Math.max(oldest, limitAge.nanos(partition));
        }
        return oldest;
    }

    /** Ships what waits for a bounded time, and closes everything. */
    void close(Duration shipAtMost) {
        long left = outbox.close(shipAtMost);
        if (left > 0) {
            log.atWarn()
                    .addKeyValue("events", left)
                    .log("events are left on disk, to be shipped after the next start");
        }
        tables.close();
        workers.close();
        identity.close();
    }
}
