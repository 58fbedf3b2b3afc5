package io.tollgate.admin.revocation;

import io.tollgate.admin.table.TopicRecord;
import io.tollgate.schemas.EdgeStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The edges as their heartbeats tell. Thread-safe for one writing thread. */
public final class EdgeRegister {
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final Map<String, EdgeBoot> boots = new ConcurrentHashMap<>();
    private final Duration forgetAfter;
    private final InstantSource clock;
    private final LongSupplier nanoTicker;

    /**
     * An empty register.
     *
     * @param forgetAfter how long an edge whose plans serve without bound counts after it fell
     *     silent
     */
    public EdgeRegister(Duration forgetAfter, InstantSource clock, LongSupplier nanoTicker) {
        this.forgetAfter = forgetAfter;
        this.clock = clock;
        this.nanoTicker = nanoTicker;
    }

    /** An edge with where it stands, and how long it has been silent by our ticker. */
    public record Seen(EdgeBoot boot, EdgeBoot.Standing standing, Duration silent) {}

    /** Takes a record of the topic edges; answers with the heartbeat if it arrived just now. */
    public Optional<EdgeBoot> take(TopicRecord<EdgeStatus> next) {
        EdgeStatus status = next.value();
        if (status == null) {
            boots.remove(next.key());
            return Optional.empty();
        }
        long now = nanoTicker.getAsLong();
        if (next.live()) {
            var boot = new EdgeBoot(status, now, clock.instant());
            boots.put(boot.id(), boot);
            return Optional.of(boot);
        }
        Duration age = Duration.between(next.time(), clock.instant());
        if (age.compareTo(REMEMBERED) < 0) {
            var boot = new EdgeBoot(status, now - Math.max(0, age.toNanos()), next.time());
            boots.put(boot.id(), boot);
        }
        return Optional.empty();
    }

    /** All edges that were heard of lately, in the order of their ids. */
    public List<Seen> all() {
        long now = nanoTicker.getAsLong();
        boots.values().removeIf(boot -> now - boot.heardNanos() > REMEMBERED.toNanos());
        return boots.values().stream()
                .map(boot ->
                        new Seen(
                                boot,
                                boot.standing(now, forgetAfter, superseded(boot)),
                                Duration.ofNanos(Math.max(0, now - boot.heardNanos()))))
                .sorted(Comparator.comparing(seen -> seen.boot().id()))
                .toList();
    }

    /** The edges that a revocation has to reach. */
    List<Seen> counted() {
        return all().stream().filter(seen -> seen.standing() != EdgeBoot.Standing.GONE).toList();
    }

    private boolean superseded(EdgeBoot boot) {
        return boots.values().stream()
                .anyMatch(other ->
                        other.status().getEdgeId().equals(boot.status().getEdgeId())
                                && other.status()
                                        .getStartedAt()
                                        .isAfter(boot.status().getStartedAt()));
    }
}
