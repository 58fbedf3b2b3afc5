package io.tollgate.edge.limit;

import io.tollgate.schemas.Charge;
import io.tollgate.schemas.Throttle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Several ledgers and a counter between them on a simulated clock: an edge's events of 2 ms go out
 * as one batch and reach the counter 6 to 28 ms later, it publishes views at ticks of 10 ms, and
 * edges see them 3 to 15 ms later. A request that is held waits for the next view, 150 ms at most.
 * Whoever gets no watermark for a second, or can't write for a second, helps itself.
 */
final class FleetSimulation {
    static final String KEY = "key_1";
    static final String OWNER = "acme";
    private static final long PATIENCE_MICROS = 150_000;
    private static final long LINGER_MICROS = 2_000;
    private static final long TICK_MICROS = 10_000;
    private static final long BEARABLE_MICROS = 1_000_000;

    private final Random random;
    private final List<LimitSpec> limits;
    private final Map<String, Windows> truth = new LinkedHashMap<>();
    private final List<Edge> edges = new ArrayList<>();
    private final SimulatedMetering metering;
    private final List<Runnable> uncounted = new ArrayList<>();
    private final PriorityQueue<Step> steps = new PriorityQueue<>();
    private final long startMillis;
    private long order;
    private long now;
    private long frozenSince = -1;

    long admitted;
    long asked;
    long falseRefusals;
    long holds;
    long longestHoldMicros;
    long views;
    int mostCost = 1;
    int slowestViewMillis = 15;
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

    private record Waiting(long since, long cost, long number) {}

    /** An edge, whose ledger is a new one after each start of its process. */
    private final class Edge {
        private final int number;
        private LimitLedger ledger;
        private List<Charge> batch = new ArrayList<>();
        private final Map<Long, List<Charge>> unacknowledged = new LinkedHashMap<>();
        private final List<Waiting> held = new ArrayList<>();
        private List<String> fleet = List.of();
        private long skewMillis;
        private long muteSince = -1;

        Edge(int number) {
            this.number = number;
            this.ledger = newLedger();
        }

        private LimitLedger newLedger() {
            return new LimitLedger(id(number), _ -> 0, _ -> isBlind());
        }

        private boolean isBlind() {
            return (frozenSince >= 0 && now - frozenSince > BEARABLE_MICROS)
                    || (muteSince >= 0 && now - muteSince > BEARABLE_MICROS);
        }

        private long clock() {
            return startMillis + now / 1000 + skewMillis;
        }

        private void join(List<String> ids) {
            fleet = ids;
            ledger.fleet(ids);
        }

        /** Killed and started again at once: what Kafka had not acknowledged is on its disk. */
        private void restart() {
            held.clear();
            ledger = newLedger();
            ledger.fleet(fleet);
            unacknowledged.values().forEach(all -> ledger.recovered(KEY, OWNER, all));
            ledger.recovered(KEY, OWNER, batch);
            metering.newest().forEach(view -> ledger.view(view, clock()));
        }

        private void decide(long cost, long since, boolean patient) {
            boolean blind = isBlind();
            switch (ledger.charge(KEY, OWNER, limits, cost, patient, clock())) {
                case LimitDecision.Charged(List<Charge> charges, _, _) -> {
                    admitted += cost;
                    truth.values().forEach(windows -> windows.admit(cost, clock()));
                    note(since);
                    ship(charges);
                }
                case LimitDecision.Exhausted refused -> {
                    note(since);
                    Windows windows = truth(refused.limit());
                    if (!blind && windows.used(clock()) + cost <= refused.limit().amount()) {
                        falseRefusals++;
                    }
                }
                case LimitDecision.Hold() -> hold(cost, since);
            }
        }

        private void hold(long cost, long since) {
            var waiting = new Waiting(since, cost, order++);
            held.add(waiting);
            at(
                    since + PATIENCE_MICROS,
                    () -> {
                        if (held.remove(waiting)) {
                            decide(cost, since, false);
                        }
                    });
        }

        private void note(long since) {
            if (now > since) {
                holds++;
                longestHoldMicros = Math.max(longestHoldMicros, now - since);
            }
        }

        private void ship(List<Charge> charges) {
            if (batch.isEmpty()) {
                at(now + LINGER_MICROS, this::send);
            }
            batch.addAll(charges);
        }

        private void send() {
            if (muteSince >= 0) {
                at(now + TICK_MICROS, this::send);
                return;
            }
            List<Charge> all = batch;
            batch = new ArrayList<>();
            long number = order++;
            unacknowledged.put(number, all);
            at(now + millis(6, 28), () -> append(number, all));
        }

        /** A batch arrives at its partition: the edge learns the offset, the counter counts. */
        private void append(long batchNumber, List<Charge> charges) {
            long at = metering.append();
            unacknowledged.remove(batchNumber);
            ledger.acknowledged(KEY, OWNER, charges, at);
            if (frozenSince >= 0) {
                uncounted.add(() -> metering.count(number, charges, now));
            } else {
                metering.count(number, charges, now);
            }
        }

        private void receive(Throttle view) {
            ledger.view(view, clock());
            List<Waiting> waiting = List.copyOf(held);
            held.clear();
            waiting.forEach(
                    one -> decide(one.cost(), one.since(), now < one.since() + PATIENCE_MICROS));
        }
    }

    FleetSimulation(int edgeCount, LimitSpec limit, long startMillis, long seed) {
        this(edgeCount, List.of(limit), startMillis, seed);
    }

    FleetSimulation(int edgeCount, List<LimitSpec> limits, long startMillis, long seed) {
        this.random = new Random(seed);
        this.limits = limits;
        this.startMillis = startMillis;
        this.metering = new SimulatedMetering(KEY, OWNER, limits, edgeCount);
        limits.forEach(limit -> truth.put(limit.name(), new Windows(limit)));
        for (int i = 0; i < edgeCount; i++) {
            edges.add(new Edge(i));
        }
        tellFleet();
    }

    private static String id(int edge) {
        return "edge-%03d".formatted(edge);
    }

    private void tellFleet() {
        List<String> ids = IntStream.range(0, edges.size()).mapToObj(FleetSimulation::id).toList();
        metering.fleet(ids.size());
        edges.forEach(edge -> edge.join(ids));
    }

    /** Lets requests arrive at an edge, exponentially spaced. */
    void arrivals(int edge, double perSecond, double from, double to) {
        double at = from - StrictMath.log(1 - random.nextDouble()) / perSecond;
        while (at < to) {
            long cost = 1L + random.nextInt(mostCost);
            at(
                    Math.round(at * 1e6),
                    () -> {
                        asked += cost;
                        edges.get(edge).decide(cost, now, true);
                    });
            at -= StrictMath.log(1 - random.nextDouble()) / perSecond;
        }
    }

    /** An edge comes that the others hear of a second later; its number. */
    int joins(double second) {
        int number = edges.size();
        var joining = new Edge(number);
        joining.join(edges.getFirst().fleet);
        edges.add(joining);
        at(Math.round((second + 1) * 1e6), this::tellFleet);
        return number;
    }

    void restarts(int edge, double second) {
        at(Math.round(second * 1e6), () -> edges.get(edge).restart());
    }

    void skewed(int edge, long millis) {
        edges.get(edge).skewMillis = millis;
    }

    /** An edge that reads but can't write for a time. */
    void isMute(int edge, double from, double to) {
        at(Math.round(from * 1e6), () -> edges.get(edge).muteSince = now);
        at(Math.round(to * 1e6), () -> edges.get(edge).muteSince = -1);
    }

    /** Nothing is counted for a time. */
    void meteringIsFrozen(double from, double to) {
        at(Math.round(from * 1e6), () -> frozenSince = now);
        at(
                Math.round(to * 1e6),
                () -> {
                    frozenSince = -1;
                    uncounted.forEach(Runnable::run);
                    uncounted.clear();
                });
    }

    /** Runs until nothing happens any more. */
    void run() {
        at(TICK_MICROS, this::tick);
        while (!steps.isEmpty()) {
            Step step = steps.remove();
            now = step.micros();
            step.action().run();
        }
    }

    /** By how much a limit was passed at its worst. */
    long over(LimitSpec limit) {
        return truth(limit).worst();
    }

    private Windows truth(LimitSpec limit) {
        return Objects.requireNonNull(truth.get(limit.name()));
    }

    private void at(long micros, Runnable action) {
        steps.add(new Step(micros, order++, action));
    }

    private void tick() {
        if (frozenSince < 0) {
            for (Throttle view : metering.tick(now, startMillis + now / 1000)) {
                views++;
                edges.forEach(edge -> send(view, edge));
            }
        }
        if (!steps.isEmpty()) {
            at(now + TICK_MICROS, this::tick);
        }
    }

    private void send(Throttle view, Edge edge) {
        if (random.nextDouble() >= viewLoss) {
            at(now + millis(3, slowestViewMillis), () -> edge.receive(view));
        }
        if (random.nextDouble() < viewRepeat) {
            at(now + millis(3, 200), () -> edge.receive(view));
        }
    }

    private long millis(int least, int most) {
        return 1000L * least + random.nextInt(1000 * (most - least));
    }
}
