package io.tollgate.metering;

import io.tollgate.metering.EdgeLife.Heartbeat;
import io.tollgate.schemas.EdgeStatus;
import io.tollgate.schemas.FleetEdge;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The last heartbeat of every boot, and how far time has come by what Kafka brought. Thread-safe:
 * one thread reads the topics, every task asks.
 */
final class Heartbeats {
    /** How long a boot that fell silent is remembered. */
    private static final Duration KEPT = DuplicatesStep.BOOTS_KEPT;

    private final Map<String, Heartbeat> byBoot = new ConcurrentHashMap<>();
    private final AtomicLong newestMillis = new AtomicLong();

    /**
     * Takes in a heartbeat.
     *
     * @param boot topic key: the edge and the boot
     * @param appendedAt when the broker had it, in milliseconds since the epoch
     */
    void heard(String boot, EdgeStatus status, long appendedAt) {
        long newest = timeIs(appendedAt);
        byBoot.put(boot, new Heartbeat(status, appendedAt));
        byBoot.values().removeIf(heartbeat -> heartbeat.silentFor(KEPT, newest));
    }

    /** Takes in that Kafka brought something written at a time, in milliseconds since the epoch. */
    long timeIs(long millis) {
        return newestMillis.accumulateAndGet(millis, Math::max);
    }

    /** The time of the newest heartbeat or pulse, in milliseconds since the epoch. */
    long newestMillis() {
        return newestMillis.get();
    }

    /** Whether a boot is remembered, by its topic key: the edge and the boot. */
    boolean knows(String boot) {
        return byBoot.containsKey(boot);
    }

    /** The last heartbeat of every boot that is remembered. */
    List<Heartbeat> all() {
        return List.copyOf(byBoot.values());
    }

    /** The live edges in the order of their ids. */
    List<FleetEdge> alive() {
        return EdgeLife.alive(byBoot.values(), newestMillis());
    }
}
