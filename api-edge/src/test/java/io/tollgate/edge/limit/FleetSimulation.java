package io.tollgate.edge.limit;

import io.tollgate.schemas.Charge;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.ThrottleKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Several ledgers and a counter between them on a simulated clock: an edge's events of 2 ms go out
 * as one batch and reach the counter 6 to 28 ms later, it publishes a view at a 10 ms tick when
 * some edge's newly counted part has reached half of its share, and edges see it 3 to 15 ms later.
 * A request that is held waits for the next view, 150 ms at most.
 */
final class FleetSimulation {
    private static final String KEY = "key_1";
    private static final String OWNER = "acme";
    private static final long PATIENCE_MICROS = 150_000;
    private static final long LINGER_MICROS = 2_000;
    private static final long TICK_MICROS = 10_000;

    private final Random random;
    private final LimitSpec limit;
    private final List<LimitLedger> edges = new ArrayList<>();
    private final List<List<Charge>> batches = new ArrayList<>();
    private final List<List<Waiting>> held = new ArrayList<>();
    private final PriorityQueue<Step> steps = new PriorityQueue<>();
    private final TreeMap<Long, Map<Integer, Long>> counted = new TreeMap<>();
    private final Map<Integer, Long> sinceView = new HashMap<>();
    private final long startMillis;
    private long order;
    private long offset;
    private long viewedTotal;
    private long viewedWindow = Long.MIN_VALUE;
    private int viewedUsers;
    private boolean dirty;

    long admitted;
    long falseRefusals;
    long holds;
    long longestHoldMicros;
    long views;
    boolean meteringFrozen;
    double viewLoss;
    double viewRepeat;

    private record Step(long micros, long order, Runnable action) implements Comparable<Step> {
        @Override
        public int compareTo(Step other) {
            return micros != other.micros
                    ? Long.compare(micros, other.micros)
                    : Long.compare(order, other.order);
        }
    }

    private record Waiting(long since, long number) {}

    FleetSimulation(int edgeCount, LimitSpec limit, long startMillis, long seed) {
        this.random = new Random(seed);
        this.limit = limit;
        this.startMillis = startMillis;
        List<String> ids = IntStream.range(0, edgeCount).mapToObj(FleetSimulation::id).toList();
        for (int i = 0; i < edgeCount; i++) {
            var ledger = new LimitLedger(id(i), owner -> 0, partition -> meteringFrozen);
            ledger.fleet(ids);
            edges.add(ledger);
            held.add(new ArrayList<>());
            batches.add(new ArrayList<>());
        }
    }

    private static String id(int edge) {
        return "edge-%03d".formatted(edge);
    }

    /** Lets requests arrive at an edge, exponentially spaced. */
    void arrivals(int edge, double perSecond, double seconds) {
        double at = -Math.log(1 - random.nextDouble()) / perSecond;
        while (at < seconds) {
            at(Math.round(at * 1e6), now -> arrive(edge, now));
            at += -Math.log(1 - random.nextDouble()) / perSecond;
        }
    }

    /** Runs until nothing happens any more. */
    void run() {
        at(TICK_MICROS, this::tick);
        while (!steps.isEmpty()) {
            steps.remove().action().run();
        }
    }

    private interface Timed {
        void at(long micros);
    }

    private void at(long micros, Timed action) {
        steps.add(new Step(micros, order++, () -> action.at(micros)));
    }

    private void arrive(int edge, long now) {
        decide(edge, now, now, true);
    }

    private void decide(int edge, long now, long since, boolean patient) {
        LimitDecision decision =
                edges.get(edge)
                        .charge(KEY, OWNER, List.of(limit), 1, patient, startMillis + now / 1000);
        switch (decision) {
            case LimitDecision.Charged(List<Charge> charges, _, _) -> {
                admitted++;
                note(now, since);
                ship(edge, charges, now);
            }
            case LimitDecision.Exhausted _ -> {
                note(now, since);
                if (admitted < limit.amount()) {
                    falseRefusals++;
                }
            }
            case LimitDecision.Hold() -> {
                var waiting = new Waiting(since, order++);
                held.get(edge).add(waiting);
                at(
                        since + PATIENCE_MICROS,
                        later -> {
                            if (held.get(edge).remove(waiting)) {
                                decide(edge, later, since, false);
                            }
                        });
            }
        }
    }

    private void note(long now, long since) {
        if (now > since) {
            holds++;
            longestHoldMicros = Math.max(longestHoldMicros, now - since);
        }
    }

    private void ship(int edge, List<Charge> charges, long now) {
        List<Charge> batch = batches.get(edge);
        if (batch.isEmpty()) {
            at(
                    now + LINGER_MICROS,
                    sent -> {
                        List<Charge> all = List.copyOf(batch);
                        batch.clear();
                        at(sent + millis(6, 28), later -> count(edge, all));
                    });
        }
        batch.addAll(charges);
    }

    /** A batch arrives at its partition: the edge learns the offset, the counter counts. */
    private void count(int edge, List<Charge> charges) {
        long at = offset++;
        for (Charge charge : charges) {
            edges.get(edge).acknowledged(KEY, OWNER, List.of(charge), at);
            counted.computeIfAbsent(
                            charge.getWindowStart().toEpochMilli(), start -> new HashMap<>())
                    .merge(edge, charge.getCost(), Long::sum);
            sinceView.merge(edge, charge.getCost(), Long::sum);
        }
        dirty = true;
    }

    private void tick(long now) {
        if (dirty && !meteringFrozen && matters()) {
            publish(now);
        }
        if (!steps.isEmpty()) {
            at(now + TICK_MICROS, this::tick);
        }
    }

    private boolean matters() {
        long window = counted.lastKey();
        long left = limit.amount() - (window == viewedWindow ? viewedTotal : 0);
        int users = window == viewedWindow ? viewedUsers : edges.size();
        boolean newUser = window == viewedWindow && users(window) > viewedUsers;
        return newUser || sinceView.values().stream().anyMatch(cost -> 2 * cost * users >= left);
    }

    private void publish(long now) {
        dirty = false;
        sinceView.clear();
        views++;
        viewedWindow = counted.lastKey();
        viewedTotal = sum(viewedWindow);
        viewedUsers = users(viewedWindow);
        Throttle view = view(viewedWindow, now);
        for (int edge = 0; edge < edges.size(); edge++) {
            int to = edge;
            if (random.nextDouble() >= viewLoss) {
                at(now + millis(3, 15), later -> receive(to, view, later));
            }
            if (random.nextDouble() < viewRepeat) {
                at(now + millis(3, 200), later -> receive(to, view, later));
            }
        }
    }

    private Throttle view(long window, long now) {
        return new Throttle(
                ThrottleKind.THROTTLE,
                KEY,
                OWNER,
                LimitScope.KEY,
                limit.name(),
                limit.kind(),
                limit.window().iso(),
                Instant.ofEpochMilli(window),
                limit.amount(),
                sum(window),
                sum(limit.window().previous(window)),
                users(window),
                0,
                offset,
                "simulation",
                Instant.ofEpochMilli(startMillis + now / 1000));
    }

    private void receive(int edge, Throttle view, long now) {
        edges.get(edge).view(view, startMillis + now / 1000);
        List<Waiting> waiting = List.copyOf(held.get(edge));
        held.get(edge).clear();
        waiting.forEach(request ->
                decide(edge, now, request.since(), now < request.since() + PATIENCE_MICROS));
    }

    private long sum(long window) {
        return counted.getOrDefault(window, Map.of()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private int users(long window) {
        Set<Integer> users = new HashSet<>(counted.getOrDefault(window, Map.of()).keySet());
        users.addAll(counted.getOrDefault(limit.window().previous(window), Map.of()).keySet());
        return users.size();
    }

    private long millis(int least, int most) {
        return 1000L * least + random.nextInt(1000 * (most - least));
    }
}
