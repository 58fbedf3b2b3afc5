package io.tollgate.admin.revocation;

import io.tollgate.admin.table.RecordSink;
import io.tollgate.admin.table.TopicRecord;
import io.tollgate.schemas.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Who gave word of which revocation, and how soon after it was written. Delays are measured on our
 * own ticker alone, from just before the write to the arrival of the heartbeat. Thread-safe; any
 * number of threads wait.
 */
public final class Receipts implements RecordSink<Receipt> {
    private static final int REMEMBERED = 20_000;
    private static final long OPEN_NANOS = Duration.ofMinutes(10).toNanos();
    private static final long LOOK_AGAIN_MILLIS = 250;

    private final Map<String, Given> given = new LinkedHashMap<>();
    private final Map<String, Open> open = new LinkedHashMap<>();
    private final EdgeRegister edges;
    private final InstantSource clock;
    private final LongSupplier nanoTicker;
    private final Consumer<Receipt> write;

    /** Receipts by the edges of a register; those that arise are handed on to be written. */
    public Receipts(
            EdgeRegister edges,
            InstantSource clock,
            LongSupplier nanoTicker,
            Consumer<Receipt> write) {
        this.edges = edges;
        this.clock = clock;
        this.nanoTicker = nanoTicker;
        this.write = write;
    }

    /** The receipts for one record of a revocation, by edge and boot. */
    private record Given(long offset, Map<String, Receipt> byBoot) {}

    /** A revocation that receipts are awaited for. */
    private record Open(long offset, long startNanos) {}

    @Override
    public synchronized void accept(TopicRecord<Receipt> next) {
        Receipt receipt = next.value();
        if (receipt != null) {
            keep(receipt);
        }
    }

    /** Awaits receipts for a record of a revocation that was begun to be written at a time. */
    synchronized void await(String revocationId, long offset, long startNanos) {
        forgetOldest();
        open.put(revocationId, new Open(offset, startNanos));
        edges.all().forEach(seen -> receive(revocationId, seen.boot()));
        notifyAll();
    }

    /** Takes a heartbeat as receipt for all that it says to enforce. */
    public synchronized void heard(EdgeBoot boot) {
        open.keySet().forEach(id -> receive(id, boot));
        notifyAll();
    }

    /** Who enforces a record of a revocation now. */
    synchronized ReceiptSummary summary(String revocationId, long offset) {
        // The register may have heard an edge whose heartbeat is about to be handed to us: nobody
        // is to be told of a word that has no receipt yet.
        edges.all().forEach(seen -> receive(revocationId, seen.boot()));
        Collection<EdgeRegister.Seen> counted = edges.counted();
        List<ReceiptSummary.Missing> missing =
                counted.stream()
                        .filter(seen -> !seen.boot().enforces(offset))
                        .map(Receipts::missing)
                        .toList();
        var slowest =
                receipts(revocationId, offset).stream().mapToLong(Receipt::getDelayMicros).max();
        return new ReceiptSummary(
                counted.size(),
                counted.size() - missing.size(),
                slowest.isPresent() ? Math.ceilDiv(slowest.getAsLong(), 1_000L) : null,
                missing);
    }

    /** As {@link #summary}, once everybody gave word who can, or after a time at the latest. */
    synchronized ReceiptSummary summary(String revocationId, long offset, Duration most) {
        long end = nanoTicker.getAsLong() + most.toNanos();
        try {
            while (true) {
                ReceiptSummary now = summary(revocationId, offset);
                long leftMillis = Math.ceilDiv(end - nanoTicker.getAsLong(), 1_000_000L);
                if (now.settled() || leftMillis <= 0) {
                    return now;
                }
                // Edges become unreachable without a word, so it isn't enough to wait for words.
                wait(Math.min(leftMillis, LOOK_AGAIN_MILLIS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return summary(revocationId, offset);
        }
    }

    /** The receipts for a record of a revocation, in the order of edges. */
    synchronized List<Receipt> receipts(String revocationId, long offset) {
        Given known = given.get(revocationId);
        return known == null || known.offset() != offset
                ? List.of()
                : List.copyOf(known.byBoot().values());
    }

    /** How many words are missing on the revocations of the last ten minutes. */
    public synchronized long missingWords() {
        forgetOldest();
        Collection<EdgeRegister.Seen> counted = edges.counted();
        return open.values().stream()
                .mapToLong(one ->
                        counted.stream()
                                .filter(seen -> !seen.boot().enforces(one.offset()))
                                .count())
                .sum();
    }

    private void forgetOldest() {
        long now = nanoTicker.getAsLong();
        open.values().removeIf(one -> now - one.startNanos() > OPEN_NANOS);
    }

    private void receive(String revocationId, EdgeBoot boot) {
        Open awaited = open.get(revocationId);
        if (awaited == null
                || !boot.enforces(awaited.offset())
                || boot.heardNanos() < awaited.startNanos()) {
            return;
        }
        Receipt receipt =
                Receipt.newBuilder()
                        .setRevocationId(revocationId)
                        .setEdgeId(boot.status().getEdgeId())
                        .setBoot(boot.status().getBoot())
                        .setEdgeName(boot.status().getName())
                        .setOffset(awaited.offset())
                        .setAt(Instant.ofEpochMilli(clock.instant().toEpochMilli()))
                        .setDelayMicros((boot.heardNanos() - awaited.startNanos()) / 1_000)
                        .build();
        if (keep(receipt)) {
            write.accept(receipt);
        }
    }

    /** Keeps the first word of each boot on the newest record of a revocation. */
    private boolean keep(Receipt receipt) {
        Given known = given.get(receipt.getRevocationId());
        if (known != null && known.offset() > receipt.getOffset()) {
            return false;
        }
        if (known == null || known.offset() < receipt.getOffset()) {
            known = new Given(receipt.getOffset(), new TreeMap<>());
            given.put(receipt.getRevocationId(), known);
            if (given.size() > REMEMBERED) {
                given.remove(given.keySet().iterator().next());
            }
        }
        String boot = receipt.getEdgeId() + "|" + receipt.getBoot();
        return known.byBoot().putIfAbsent(boot, receipt) == null;
    }

    private static ReceiptSummary.Missing missing(EdgeRegister.Seen seen) {
        EdgeBoot boot = seen.boot();
        String blocked = boot.status().getBlocked();
        String reason =
                seen.standing() == EdgeBoot.Standing.UNREACHABLE
                        ? "unreachable"
                        : blocked.isEmpty() ? "pending" : "blocked: " + blocked;
        return new ReceiptSummary.Missing(
                boot.status().getEdgeId(),
                boot.status().getBoot(),
                boot.status().getName(),
                reason,
                boot.heardAt().toString(),
                boot.mayAdmitUntil());
    }
}
