package io.tollgate.metering.replay;

import io.tollgate.metering.EdgeLife;
import io.tollgate.metering.EdgeLife.Heartbeat;
import io.tollgate.schemas.EdgeStatus;
import io.tollgate.schemas.Gap;
import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.topics.RequestsPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Balances what edges say they appended with what is in {@code requests}, by edge, boot and
 * partition. First come the heartbeats, then the batches, then the gaps, so that whatever a
 * heartbeat calls acknowledged can be found among the batches. Not thread-safe.
 */
final class Ledger {
    private final int generation;
    private final Map<Integer, Boolean> fromMiddle;
    private final Map<Boot, Heartbeat> heartbeats = new HashMap<>();
    private final Map<Lane, Account> accounts = new HashMap<>();
    private final Map<Lane, OpenGaps> gaps = new HashMap<>();

    /** Events of one boot on one partition are numbered without a hole. */
    private record Lane(Boot boot, int partition) {}

    /**
     * An empty ledger.
     *
     * @param generation of {@code requests}
     * @param fromMiddle for each partition that is read, whether it had records before the first
     *     that is read
     */
    Ledger(int generation, Map<Integer, Boolean> fromMiddle) {
        this.generation = generation;
        this.fromMiddle = new TreeMap<>(fromMiddle);
    }

    /** Takes in a heartbeat; a later one of the boot replaces it. */
    void heard(EdgeStatus status, long appendedAt) {
        heartbeats.put(
                new Boot(status.getEdgeId(), status.getBoot()), new Heartbeat(status, appendedAt));
    }

    /** Takes in what metering itself says of what is missing. */
    void missed(Gap gap) {
        gaps.computeIfAbsent(
                        new Lane(new Boot(gap.getEdgeId(), gap.getBoot()), gap.getPartition()),
                        _ -> new OpenGaps())
                .add(gap);
    }

    /**
     * Takes in a batch and answers those of its events that had not arrived before.
     *
     * @param appendedAt when the broker had it, in milliseconds since the epoch
     * @param readByMetering whether metering has read that far
     */
    List<RequestEvent> arrived(
            int partition, RequestBatch batch, long appendedAt, boolean readByMetering) {
        var lane = new Lane(new Boot(batch.getEdgeId(), batch.getBoot()), partition);
        return accounts.computeIfAbsent(lane, this::open).accept(batch, appendedAt, readByMetering);
    }

    /**
     * Every boot on every partition that it appended to.
     *
     * @param newestMillis when the newest record of anybody was appended, in milliseconds since the
     *     epoch
     */
    List<LedgerLine> lines(long newestMillis) {
        var boots = new TreeSet<Boot>(heartbeats.keySet());
        accounts.keySet().forEach(lane -> boots.add(lane.boot()));
        var lines = new ArrayList<LedgerLine>();
        for (Boot boot : boots) {
            for (int partition : fromMiddle.keySet()) {
                LedgerLine line = line(new Lane(boot, partition), newestMillis);
                if (line.appended() > 0) {
                    lines.add(line);
                }
            }
        }
        return lines;
    }

    /** How many events metering itself misses, of the partitions that are read. */
    long missedByMetering() {
        return gaps.entrySet().stream()
                .filter(gap -> fromMiddle.containsKey(gap.getKey().partition()))
                .mapToLong(gap -> gap.getValue().missingBetween(0, Long.MAX_VALUE))
                .sum();
    }

    /** Events that edges could not append since their outbox was full or their disk refused. */
    long dropped() {
        return heartbeats.values().stream().mapToLong(beat -> beat.status().getDropped()).sum();
    }

    private LedgerLine line(Lane lane, long newestMillis) {
        Account account = accounts.getOrDefault(lane, open(lane));
        Heartbeat heartbeat = heartbeats.get(lane.boot());
        return account.line(
                lane.boot(),
                new RequestsPartition(generation, lane.partition()),
                heartbeat,
                gaps.getOrDefault(lane, new OpenGaps()),
                gone(heartbeat, account.lastMillis(), newestMillis));
    }

    /** As metering takes it, but a boot whose events still come in is not gone. */
    private static boolean gone(
            @Nullable Heartbeat heartbeat, long lastBatchMillis, long newestMillis) {
        boolean left = heartbeat != null && heartbeat.left();
        Duration patience = left ? EdgeLife.SETTLES_AFTER : EdgeLife.GONE_AFTER;
        long heard = heartbeat == null ? lastBatchMillis : heartbeat.appendedAt();
        return newestMillis - Math.max(heard, lastBatchMillis) > patience.toMillis();
    }

    private Account open(Lane lane) {
        return new Account(fromMiddle.getOrDefault(lane.partition(), false));
    }
}
