package io.tollgate.edge.outbox;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All lanes of an outbox to one generation of {@code requests}: what earlier boots left, and those
 * of the current one. Thread-safe.
 */
final class Lanes {
    private final int generation;
    private final int ordinal;
    private final Map<Integer, String> boots;
    private final AtomicLong recentBytes = new AtomicLong();
    private final ConcurrentSkipListMap<Lane, LaneLog> logs = new ConcurrentSkipListMap<>();
    private volatile int partitions;

    /**
     * Starts without lanes.
     *
     * @param ordinal the current boot
     * @param boots ids of all boots whose events are for this generation
     */
    Lanes(int generation, int ordinal, Map<Integer, String> boots) {
        this.generation = generation;
        this.ordinal = ordinal;
        this.boots = new ConcurrentSkipListMap<>(boots);
    }

    /** Takes over a chunk of an earlier boot; chunks of a lane come in order. */
    void found(Chunk chunk, long nowNanos) {
        logs.computeIfAbsent(chunk.lane(), this::empty);
        LaneLog known = logs.get(chunk.lane());
        if (known != null) {
            long first = known.appended() == 0 ? chunk.first() : known.acknowledged();
            known.found(first, chunk.next(), nowNanos);
        }
    }

    /** Which {@code requests} the lanes lead to. */
    int generation() {
        return generation;
    }

    /** Whether a boot's events are for this generation. */
    boolean isOf(int boot) {
        return boots.containsKey(boot);
    }

    /** How many events wait for Kafka. */
    long waiting() {
        return logs.values().stream().mapToLong(log -> log.appended() - log.acknowledged()).sum();
    }

    /** How many partitions there are to choose from; 0 while unknown. */
    int partitions() {
        return partitions;
    }

    /** Says how many partitions there are. */
    synchronized void partitions(int count) {
        for (int partition = 0; partition < count; partition++) {
            logs.computeIfAbsent(new Lane(ordinal, partition), this::empty);
        }
        partitions = count;
    }

    /** A lane of the current boot. */
    LaneLog current(int partition) {
        return logs.computeIfAbsent(new Lane(ordinal, partition), this::empty);
    }

    /** All lanes, those of earlier boots first. */
    Collection<LaneLog> all() {
        return logs.values();
    }

    /** The lanes of the current boot. */
    Collection<LaneLog> current() {
        return logs.tailMap(new Lane(ordinal, 0)).values();
    }

    /** Earlier boots of which nothing waits. */
    List<Integer> finishedBoots() {
        return boots.keySet().stream()
                .filter(boot ->
                        boot != ordinal
                                && logsOf(boot).values().stream().allMatch(LaneLog::finished))
                .toList();
    }

    /** Drops the lanes of an earlier boot. */
    void forgetBoot(int boot) {
        logsOf(boot).clear();
        boots.remove(boot);
    }

    /** When the oldest waiting event was appended, {@link LaneAge#NOTHING_WAITS} if none waits. */
    long oldestNanos() {
        long oldest = LaneAge.NOTHING_WAITS;
        for (LaneLog log : logs.values()) {
            oldest = Math.min(oldest, log.oldestNanos());
        }
        return oldest;
    }

    /** As {@link #oldestNanos()}, for one partition. */
    long oldestNanos(int partition) {
        LaneLog current = logs.get(new Lane(ordinal, partition));
        long oldest = current == null ? LaneAge.NOTHING_WAITS : current.oldestNanos();
        for (LaneLog earlier : logs.headMap(new Lane(ordinal, 0)).values()) {
            if (earlier.lane().partition() == partition) {
                oldest = Math.min(oldest, earlier.oldestNanos());
            }
        }
        return oldest;
    }

    private Map<Lane, LaneLog> logsOf(int boot) {
        return logs.subMap(new Lane(boot, 0), new Lane(boot + 1, 0));
    }

    private LaneLog empty(Lane lane) {
        return new LaneLog(lane, boots.getOrDefault(lane.ordinal(), ""), recentBytes);
    }
}
