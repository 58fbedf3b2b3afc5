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
 * connected to, unless all are such. Thread-safe.
 */
final class UpstreamChoice {
    private static final Logger log = LoggerFactory.getLogger(UpstreamChoice.class);
    private static final long AVOIDED_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final AllowedUpstreams allowed;
    private final LongSupplier nanos;
    private final Map<String, AtomicInteger> turns = new ConcurrentHashMap<>();
    private final Map<URI, Long> avoidedUntil = new ConcurrentHashMap<>();
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

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
        avoidedUntil.put(upstream, nanos.getAsLong() + AVOIDED_NANOS);
    }

    /** Once for each route: the log of a busy edge is no place for every request. */
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
        Long until = avoidedUntil.get(upstream);
        if (until == null) {
            return false;
        }
        if (nanos.getAsLong() - until < 0) {
            return true;
        }
        avoidedUntil.remove(upstream, until);
        return false;
    }
}
