package io.tollgate.edge.limit;

import io.tollgate.schemas.Charge;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.ThrottleKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The counter between simulated edges: it tells of a limit when some edge has used half of its
 * share since the last view, or is not counted in it, or when nothing is left, by the rules of
 * metering; and of a limit that is mostly used soon after.
 */
final class SimulatedMetering {
    private static final long SOON_MICROS = 80_000;

    private final String subject;
    private final String owner;
    private final Map<String, Use> uses = new LinkedHashMap<>();
    private long appended;
    private long counted;
    private int edgesInFleet;

    private static final class Use {
        private final LimitSpec limit;
        private final TreeMap<Long, Map<Integer, Long>> counted = new TreeMap<>();
        private final Map<Integer, Long> unseen = new HashMap<>();
        private long viewWindow = Long.MIN_VALUE;
        private long viewTotal;
        private int viewUsers;
        private long dirtySince = -1;
        private Optional<Throttle> published = Optional.empty();

        Use(LimitSpec limit) {
            this.limit = limit;
        }

        long sum(long window) {
            return counted.getOrDefault(window, Map.of()).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }

        int users(long window) {
            Set<Integer> users = new HashSet<>(counted.getOrDefault(window, Map.of()).keySet());
            users.addAll(counted.getOrDefault(limit.window().previous(window), Map.of()).keySet());
            return users.size();
        }

        long carried(long window, long nowMillis) {
            return Windows.faded(limit, sum(limit.window().previous(window)), window, nowMillis);
        }
    }

    SimulatedMetering(String subject, String owner, List<LimitSpec> limits, int edges) {
        this.subject = subject;
        this.owner = owner;
        this.edgesInFleet = edges;
        limits.forEach(limit -> uses.put(limit.name(), new Use(limit)));
    }

    void fleet(int edges) {
        edgesInFleet = edges;
    }

    /** Takes a place in the log for a batch of charges. */
    long append() {
        return appended++;
    }

    /** Counts the next batch of the log. */
    void count(int edge, List<Charge> charges, long nowMicros) {
        counted++;
        for (Charge charge : charges) {
            Use use = Objects.requireNonNull(uses.get(charge.getLimit()));
            long window = charge.getWindowStart().toEpochMilli();
            if (use.counted.isEmpty() || window > use.counted.lastKey()) {
                use.unseen.clear();
            }
            use.counted
                    .computeIfAbsent(window, _ -> new HashMap<>())
                    .merge(edge, charge.getCost(), Long::sum);
            use.unseen.merge(edge, charge.getCost(), Long::sum);
            use.dirtySince = use.dirtySince < 0 ? nowMicros : use.dirtySince;
        }
    }

    /** The views that are due. */
    List<Throttle> tick(long nowMicros, long nowMillis) {
        var views = new ArrayList<Throttle>();
        for (Use use : uses.values()) {
            if (use.dirtySince >= 0 && matters(use, nowMicros, nowMillis)) {
                views.add(publish(use, nowMillis));
            }
        }
        return views;
    }

    /** What a process reads that starts anew: the newest view of each limit. */
    List<Throttle> newest() {
        return uses.values().stream().flatMap(use -> use.published.stream()).toList();
    }

    private boolean matters(Use use, long nowMicros, long nowMillis) {
        long window = use.counted.lastKey();
        boolean viewed = window == use.viewWindow;
        long carried = use.carried(window, nowMillis);
        long used = carried + use.sum(window);
        long left = use.limit.amount() - carried - (viewed ? use.viewTotal : 0);
        int users = Math.max(1, viewed ? use.viewUsers : Math.max(edgesInFleet, use.users(window)));
        boolean newUser = viewed && use.users(window) > use.viewUsers;
        boolean soon = 2 * used > use.limit.amount() && nowMicros - use.dirtySince >= SOON_MICROS;
        long share = Math.max(0, left) / users;
        return newUser
                || soon
                || used >= use.limit.amount()
                || use.unseen.values().stream().anyMatch(cost -> 2 * cost >= share);
    }

    private Throttle publish(Use use, long nowMillis) {
        long window = use.counted.lastKey();
        use.viewWindow = window;
        use.viewTotal = use.sum(window);
        use.viewUsers = use.users(window);
        use.unseen.clear();
        use.dirtySince = -1;
        LimitSpec limit = use.limit;
        var view =
                new Throttle(
                        ThrottleKind.THROTTLE,
                        subject,
                        owner,
                        LimitScope.KEY,
                        limit.name(),
                        limit.kind(),
                        limit.window().iso(),
                        Instant.ofEpochMilli(window),
                        limit.amount(),
                        use.viewTotal,
                        use.sum(limit.window().previous(window)),
                        use.viewUsers,
                        0,
                        counted,
                        "simulation",
                        Instant.ofEpochMilli(nowMillis));
        use.published = Optional.of(view);
        return view;
    }
}
