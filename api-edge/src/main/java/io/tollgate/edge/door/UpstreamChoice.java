package io.tollgate.edge.door;

import io.tollgate.edge.table.CompiledRoute;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Picks one of a route's upstreams: in turn, leaving out for a while those that could not be
 * connected to or have failed several times on end, unless all are such. After that while one
 * request tries such an upstream again; it is back when it answers. Thread-safe.
 */
final class UpstreamChoice {
    private static final Logger log = LoggerFactory.getLogger(UpstreamChoice.class);
    private static final long AVOIDED_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int FAILURES_ON_END = 3;

    private final AllowedUpstreams allowed;
    private final LongSupplier nanos;
    private final Map<String, AtomicInteger> turns = new ConcurrentHashMap<>();
    private final Map<URI, Trouble> troubled = new ConcurrentHashMap<>();
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /** What is known of an upstream that has not answered since. */
    private record Trouble(int failures, boolean avoided, long untilNanos) {}

    UpstreamChoice(AllowedUpstreams allowed, LongSupplier nanos) {
        this.allowed = allowed;
        this.nanos = nanos;
    }

    /** The upstream whose turn it is, null if this edge may use none of them. */
    @Nullable URI next(CompiledRoute route) {
        List<URI> upstreams = route.upstreams();
        int first = upstreams.size() == 1 ? 0 : turn(route.id());
        URI fallback = null;
        for (int i = 0; i < upstreams.size(); i++) {
            URI upstream = upstreams.get(Math.floorMod(first + i, upstreams.size()));
            if (!allowed.permits(upstream)) {
                continue;
            }
            if (!isAvoided(upstream)) {
                return upstream;
            }
            fallback = fallback == null ? upstream : fallback;
        }
        if (fallback == null) {
            warn(route);
        }
        return fallback;
    }

    /** Notes that a server could not be connected to. */
    void unreachable(URI upstream) {
        troubled.put(upstream, avoided(FAILURES_ON_END));
    }

    /** Notes that a server was connected to and did not answer, or not validly. */
    void failed(URI upstream) {
        troubled.compute(
                upstream,
                (_, before) -> {
                    int failures = before == null ? 1 : before.failures() + 1;
                    return failures < FAILURES_ON_END
                            ? new Trouble(failures, false, 0)
                            : avoided(failures);
                });
    }

    /** Notes that a server has begun to answer. */
    void answered(URI upstream) {
        if (!troubled.isEmpty()) {
            troubled.remove(upstream);
        }
    }

    private Trouble avoided(int failures) {
        return new Trouble(failures, true, nanos.getAsLong() + AVOIDED_NANOS);
    }

    private void warn(CompiledRoute route) {
        if (warned.add(route.id())) {
            log.atWarn()
                    .addKeyValue("route", route.id())
                    .addKeyValue("upstreams", route.upstreams())
                    .addKeyValue("allowed", allowed.patterns())
                    .log("a route names no upstream that TOLLGATE_EDGE_ALLOWED_UPSTREAMS allows");
        }
    }

    private int turn(String routeId) {
        return turns.computeIfAbsent(routeId, _ -> new AtomicInteger()).getAndIncrement();
    }

    private boolean isAvoided(URI upstream) {
        Trouble trouble = troubled.get(upstream);
        if (trouble == null || !trouble.avoided()) {
            return false;
        }
        // Whoever moves the time on is the one that tries it.
        return nanos.getAsLong() - trouble.untilNanos() < 0
                || !troubled.replace(upstream, trouble, avoided(trouble.failures()));
    }
}
