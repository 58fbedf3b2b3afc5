package io.tollgate.metering;

import io.tollgate.schemas.EdgeState;
import io.tollgate.schemas.EdgeStatus;
import io.tollgate.schemas.FleetEdge;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Tells which edges are alive by their last heartbeats.
 *
 * <p>Silence is measured on the time that Kafka itself brought: the newest heartbeat or pulse of
 * anybody. While Kafka is away nobody's heartbeat arrives, and nobody is taken for dead.
 */
public final class EdgeLife {
    /** An edge that was silent for so long has left. */
    static final Duration LEAVES_AFTER = Duration.ofSeconds(5);

    /** What a boot that left had sent has arrived after so long, unless metering lags. */
    public static final Duration SETTLES_AFTER = Duration.ofSeconds(10);

    /** A boot that was silent for so long is taken to be gone. */
    public static final Duration GONE_AFTER = Duration.ofMinutes(1);

    private EdgeLife() {}

    /**
     * A heartbeat and when the broker had it.
     *
     * @param appendedAt in milliseconds since the epoch
     */
    public record Heartbeat(EdgeStatus status, long appendedAt) {
        /** How long nothing more was heard of this boot; all the time if it said that it leaves. */
        public boolean silentFor(Duration time, long newestMillis) {
            return newestMillis - appendedAt > time.toMillis();
        }

        /** Whether it said that it leaves. */
        public boolean left() {
            return status.getState() == EdgeState.LEFT;
        }
    }

    /** The live edges in the order of their ids; of several boots of one edge, the newest. */
    static List<FleetEdge> alive(Collection<Heartbeat> heartbeats, long newestMillis) {
        Map<String, Heartbeat> byEdge =
                heartbeats.stream()
                        .filter(heartbeat -> !heartbeat.left())
                        .filter(heartbeat -> !heartbeat.silentFor(LEAVES_AFTER, newestMillis))
                        .collect(
                                Collectors.toMap(
                                        heartbeat -> heartbeat.status().getEdgeId(),
                                        Function.identity(),
                                        BinaryOperator.maxBy(
                                                Comparator.comparingLong(Heartbeat::appendedAt))));
        return byEdge.values().stream()
                .map(Heartbeat::status)
                .map(edge ->
                        new FleetEdge(
                                edge.getEdgeId(),
                                edge.getBoot(),
                                edge.getName(),
                                edge.getAddress()))
                .sorted(Comparator.comparing(FleetEdge::getEdgeId))
                .toList();
    }
}
