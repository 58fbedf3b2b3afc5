package io.tollgate.metering.replay;

import io.tollgate.metering.Counted;
import io.tollgate.metering.abuse.ActiveRule;
import io.tollgate.metering.abuse.Conducts;
import io.tollgate.metering.abuse.Networks;
import io.tollgate.metering.abuse.Standing;
import io.tollgate.metering.abuse.Watch;
import io.tollgate.schemas.Alert;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tries a rule on requests of the past, as if it had been in force. What it would have led to is
 * taken to have happened: requests while a key would have been suspended are no repetition. Not
 * thread-safe.
 */
final class Backtest {
    private static final Duration EDGE_LIVES = Duration.ofMinutes(1);
    private static final int SWEEP_EVERY = 100_000;

    private final ActiveRule rule;
    private final Scope scope;
    private final Map<String, Conducts> conducts = new HashMap<>();
    private final Map<String, Networks> networks = new HashMap<>();
    private final Map<String, Long> edges = new HashMap<>();
    private final List<Alert> alerts = new ArrayList<>();
    private final Watch watch;
    private long batches;

    Backtest(ActiveRule rule, Scope scope) {
        this.rule = rule;
        this.scope = scope;
        watch =
                new Watch(
                        Watch.Memory.in(conducts), Watch.Memory.in(networks), _ -> Standing.STANDS);
    }

    /** Takes in the next batch; those before the scope begins teach what is usual. */
    void add(Counted counted) {
        long now = counted.appendedAt();
        edges.put(counted.edgeId(), now);
        if (++batches % SWEEP_EVERY == 0) {
            conducts.values().removeIf(did -> did.expire(now));
            networks.values().removeIf(known -> known.isOver(now));
        }
        watch.see(counted, List.of(rule), edgesAt(now), now).stream()
                .filter(_ -> scope.holds(now) && scope.concerns(counted.ownerId()))
                .forEach(alerts::add);
    }

    /** The edges that told something within the minute before. */
    private int edgesAt(long now) {
        return (int)
                edges.values().stream().filter(at -> at >= now - EDGE_LIVES.toMillis()).count();
    }

    /** What the rule would have raised, in the order of each partition. */
    List<Alert> alerts() {
        return List.copyOf(alerts);
    }
}
