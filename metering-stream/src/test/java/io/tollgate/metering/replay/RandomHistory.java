package io.tollgate.metering.replay;

import static io.tollgate.metering.replay.Batches.NOON;

import io.tollgate.schemas.EdgeState;
import io.tollgate.schemas.GapState;
import io.tollgate.schemas.OutboxProgress;
import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.RequestEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A random past of some boots on one partition: windows of sequences sent as a batch for each of
 * some owners, some of them before the edge hears of those before; some batches are lost, some come
 * twice, and the last events are still on the edge.
 */
final class RandomHistory {
    private static final long NOW = NOON.toEpochMilli();
    private static final long LONG_AGO = NOW - 3_600_000;

    private final Random random;
    private final Map<Boot, Truth> boots = new TreeMap<>();
    private final List<RequestBatch> log = new ArrayList<>();
    private final int read;

    /** What is to be found of a boot: counted, on the edge, in Kafka, lost, not read. */
    record Found(long appended, long counted, long onEdge, long inKafka, long lost, long notRead) {}

    private static final class Truth {
        private final List<List<RequestBatch>> windows = new ArrayList<>();
        private final List<Long> firsts = new ArrayList<>();
        private long sentBefore;
        private long appended;
        private long acknowledged;
        private boolean gone;
        private final Set<Long> lost = new HashSet<>();
    }

    RandomHistory(long seed) {
        random = new Random(seed);
        for (int i = 0; i < 4; i++) {
            var boot = new Boot("edge-" + i / 2, "boot-" + i);
            boots.put(boot, live(boot));
        }
        interleave();
        read = random.nextInt(log.size() + 1);
    }

    int length() {
        return log.size();
    }

    /** What the ledger says when the first records are gone. */
    Map<Boot, Found> read(int gone) {
        var ledger = new Ledger(1, Map.of(0, gone > 0));
        boots.forEach((boot, truth) ->
                ledger.heard(
                        Batches.heartbeat(
                                boot,
                                EdgeState.READY,
                                Map.of(
                                        "0",
                                        new OutboxProgress(truth.appended, truth.acknowledged))),
                        truth.gone ? LONG_AGO : NOW));
        for (int i = gone; i < log.size(); i++) {
            ledger.arrived(0, log.get(i), LONG_AGO, i < read);
        }
        boots.forEach((boot, truth) ->
                truth.lost.forEach(sequence ->
                        ledger.missed(Gaps.of(boot, sequence, sequence, GapState.OPEN))));
        var found = new TreeMap<Boot, Found>();
        for (LedgerLine line : ledger.lines(NOW)) {
            found.put(
                    new Boot(line.edgeId(), line.boot()),
                    new Found(
                            line.appended(),
                            line.counted(),
                            line.onEdge(),
                            line.inKafka(),
                            line.lost(),
                            line.notRead()));
        }
        return found;
    }

    /** What is so. */
    Map<Boot, Found> truth(int gone) {
        var found = new TreeMap<Boot, Found>();
        boots.forEach((boot, truth) -> found.put(boot, truth(boot, truth, gone)));
        return found;
    }

    private Found truth(Boot boot, Truth truth, int gone) {
        Set<Long> arrived = new HashSet<>();
        Map<Long, Integer> readAt = new HashMap<>();
        long readFrom = -1;
        for (int i = 0; i < log.size(); i++) {
            RequestBatch batch = log.get(i);
            if (batch.getBoot().equals(boot.boot())) {
                readFrom = i >= gone && readFrom < 0 ? batch.getSentBefore() : readFrom;
                for (RequestEvent event : batch.getEvents()) {
                    arrived.add(event.getSequence());
                    // What the first batch calls sent before is not judged, even if it comes again.
                    if (i >= gone && event.getSequence() >= readFrom) {
                        readAt.putIfAbsent(event.getSequence(), i);
                    }
                }
            }
        }
        long notRead = (long) arrived.size() - readAt.size();
        long inKafka = readAt.values().stream().filter(at -> at >= read).count();
        long counted = readAt.size() - inKafka;
        long onEdge = truth.appended - arrived.size() - truth.lost.size();
        return new Found(truth.appended, counted, onEdge, inKafka, truth.lost.size(), notRead);
    }

    private Truth live(Boot boot) {
        var truth = new Truth();
        truth.gone = random.nextBoolean();
        int windows = 1 + random.nextInt(8);
        for (int i = 0; i < windows; i++) {
            truth.windows.add(window(boot, truth));
        }
        truth.acknowledged = truth.appended;
        long waiting = random.nextInt(10);
        for (long i = 0; i < waiting; i++) {
            if (truth.gone) {
                truth.lost.add(truth.appended + i);
            }
        }
        truth.appended += waiting;
        return truth;
    }

    private List<RequestBatch> window(Boot boot, Truth truth) {
        long sentBefore = sentBefore(truth);
        int owners = 1 + random.nextInt(3);
        var byOwner = new ArrayList<List<Long>>();
        for (int i = 0; i < owners; i++) {
            byOwner.add(new ArrayList<>());
        }
        for (int i = 0; i <= random.nextInt(12); i++) {
            byOwner.get(random.nextInt(owners)).add(truth.appended++);
        }
        var batches = new ArrayList<RequestBatch>();
        for (List<Long> sequences : byOwner) {
            if (!sequences.isEmpty() && random.nextInt(5) == 0) {
                truth.lost.addAll(sequences);
            } else if (!sequences.isEmpty()) {
                batches.add(Batches.batch(boot, sentBefore, NOON, sequences));
            }
        }
        return batches;
    }

    /** Where one of the newest windows begins, the others being under way. */
    private long sentBefore(Truth truth) {
        truth.firsts.add(truth.appended);
        int underWay = random.nextInt(Math.min(4, truth.firsts.size()));
        long heardOf = truth.firsts.get(truth.firsts.size() - 1 - underWay);
        truth.sentBefore = Math.max(truth.sentBefore, heardOf);
        return truth.sentBefore;
    }

    /** Each boot's windows stay in order; now and then a window is sent twice. */
    private void interleave() {
        var left = new ArrayList<List<List<RequestBatch>>>();
        boots.values().forEach(truth -> left.add(new ArrayList<>(truth.windows)));
        left.removeIf(List::isEmpty);
        while (!left.isEmpty()) {
            List<List<RequestBatch>> boot = left.get(random.nextInt(left.size()));
            List<RequestBatch> window = boot.removeFirst();
            log.addAll(window);
            if (random.nextInt(4) == 0) {
                log.addAll(window);
            }
            left.removeIf(List::isEmpty);
        }
    }
}
