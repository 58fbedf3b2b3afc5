package io.tollgate.metering;

import io.tollgate.schemas.EdgeState;
import io.tollgate.schemas.OutboxProgress;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.RequestEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * An edge between which and metering everything goes wrong: batches are lost, come late, twice and
 * in another order, and its process starts anew. It knows what came through.
 */
final class LossyEdge {
    /** How many batches may be on their way at once, and so overtake each other. */
    private static final int IN_FLIGHT = 4;

    private static final Duration TOO_LATE = MeteringBench.GRACE.plusHours(2);

    private final String edgeId;
    private final Random random;
    private final Map<String, Long> appended = new TreeMap<>();
    private final Map<String, Set<Long>> arrived = new TreeMap<>();
    private final List<RequestEvent> counted = new ArrayList<>();
    private final List<RequestBatch> waiting = new ArrayList<>();
    private final List<RequestBatch> delivered = new ArrayList<>();
    private final List<RequestBatch> late = new ArrayList<>();
    private String boot = "boot-0";
    private long next;

    LossyEdge(String edgeId, Random random) {
        this.edgeId = edgeId;
        this.random = random;
    }

    /** Does one of the things that edges do, or that happen to them. */
    void step(MeteringBench bench) {
        append(bench);
        while (waiting.size() >= IN_FLIGHT) {
            sendOne(bench);
        }
        int chance = random.nextInt(100);
        if (chance < 15 && !delivered.isEmpty()) {
            bench.send(delivered.get(random.nextInt(delivered.size())));
        } else if (chance < 25 && !late.isEmpty()) {
            deliver(bench, late.remove(random.nextInt(late.size())));
        } else if (chance < 28) {
            restart(bench);
        }
    }

    /** Ends in order, after what it had was sent. */
    void leave(MeteringBench bench) {
        while (!waiting.isEmpty()) {
            sendOne(bench);
        }
        heartbeat(bench, EdgeState.LEFT);
    }

    private void append(MeteringBench bench) {
        var events = new ArrayList<RequestEvent>();
        for (int i = 0; i <= random.nextInt(6); i++) {
            events.add(event(next + events.size(), bench));
        }
        waiting.add(new RequestBatch(edgeId, boot, Requests.OWNER, 0L, events));
        next += events.size();
        appended.put(boot, next);
    }

    private RequestEvent event(long sequence, MeteringBench bench) {
        var phases = List.of(Phase.WHOLE, Phase.WHOLE, Phase.STARTED, Phase.FINISHED);
        boolean limited = random.nextInt(5) == 0;
        Duration age = random.nextInt(20) == 0 ? TOO_LATE : Duration.ofSeconds(random.nextInt(300));
        return Requests.event(sequence, bench.now().minus(age))
                .setKeyId("key_" + random.nextInt(5))
                .setPhase(limited ? Phase.WHOLE : phases.get(random.nextInt(phases.size())))
                .setOutcome(limited ? Outcome.LIMITED : Outcome.ADMITTED)
                .setCount(limited ? 1 + random.nextInt(9) : 1)
                .setCost(limited ? 0 : random.nextInt(5))
                .setRouteId("route-" + random.nextInt(3))
                .setResponseBytes(random.nextInt(1_000))
                .setLatencyMicros(random.nextInt(100_000))
                .build();
    }

    /** Sends any of the waiting batches, which says what was sent before, and loses some. */
    private void sendOne(MeteringBench bench) {
        RequestBatch batch = waiting.remove(random.nextInt(waiting.size()));
        long unsent =
                waiting.stream()
                        .filter(other -> other.getBoot().equals(batch.getBoot()))
                        .mapToLong(LossyEdge::first)
                        .min()
                        .orElse(Long.MAX_VALUE);
        var sent =
                RequestBatch.newBuilder(batch)
                        .setSentBefore(Math.min(unsent, first(batch)))
                        .build();
        switch (random.nextInt(8)) {
            case 0 -> {}
            case 1 -> late.add(sent);
            default -> deliver(bench, sent);
        }
    }

    private void deliver(MeteringBench bench, RequestBatch batch) {
        bench.send(batch);
        delivered.add(batch);
        var known = arrived.computeIfAbsent(batch.getBoot(), _ -> new HashSet<>());
        for (RequestEvent event : batch.getEvents()) {
            if (known.add(event.getSequence())) {
                counted.add(event);
            }
        }
    }

    /** Killed: what waits is sent by the next process, as of the boot that it belongs to. */
    private void restart(MeteringBench bench) {
        heartbeat(bench, EdgeState.READY);
        boot = "boot-" + appended.size();
        next = 0;
    }

    private void heartbeat(MeteringBench bench, EdgeState state) {
        appended.forEach((of, number) -> {
            var outbox = Map.of("0", new OutboxProgress(number, number));
            bench.heartbeat(edgeId, of, of.equals(boot) ? state : EdgeState.READY, outbox);
        });
    }

    private static long first(RequestBatch batch) {
        return batch.getEvents().getFirst().getSequence();
    }

    String edgeId() {
        return edgeId;
    }

    /** How many events each boot appended. */
    Map<String, Long> appended() {
        return appended;
    }

    /** The sequences of a boot of which metering was told. */
    Set<Long> arrived(String ofBoot) {
        return arrived.getOrDefault(ofBoot, Set.of());
    }

    /** The events that metering was told of, each once. */
    List<RequestEvent> counted() {
        return counted;
    }
}
