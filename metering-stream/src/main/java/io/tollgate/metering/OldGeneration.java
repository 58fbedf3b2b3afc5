package io.tollgate.metering;

import io.tollgate.metering.EdgeLife.Heartbeat;
import io.tollgate.schemas.EdgeStatus;
import io.tollgate.schemas.OutboxProgress;
import io.tollgate.schemas.topics.RequestsPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Tells by heartbeats which edges are not done with an old generation of {@code requests}. An edge
 * may be silent for a minute before it is taken to be gone: it could come back and write on.
 */
final class OldGeneration {
    private OldGeneration() {}

    /** Why more may still come from live edges into generations before one, a sentence each. */
    static List<String> usedBy(
            Collection<Heartbeat> heartbeats, int generation, long newestMillis) {
        var reasons = new ArrayList<String>();
        for (Heartbeat heartbeat : heartbeats) {
            EdgeStatus edge = heartbeat.status();
            if (heartbeat.left() || heartbeat.silentFor(EdgeLife.GONE_AFTER, newestMillis)) {
                continue;
            }
            String name = "edge " + edge.getName() + " (" + edge.getEdgeId() + ")";
            if (generationOf(edge) < generation) {
                reasons.add(name + " still writes to an older generation");
            }
            long waiting = waitingForOlder(edge);
            if (waiting > 0) {
                reasons.add(name + " still has " + waiting + " events for an older generation");
            }
        }
        return reasons;
    }

    /** Boots that are gone and left something on their edge's disk when last heard, a line each. */
    static List<String> leftBehind(
            Collection<Heartbeat> heartbeats, int generation, long newestMillis) {
        var left = new ArrayList<String>();
        for (Heartbeat heartbeat : heartbeats) {
            EdgeStatus edge = heartbeat.status();
            long waiting =
                    generationOf(edge) < generation ? waiting(edge, false) : waitingForOlder(edge);
            boolean gone =
                    heartbeat.left() || heartbeat.silentFor(EdgeLife.GONE_AFTER, newestMillis);
            if (gone && waiting > 0) {
                left.add(edge.getEdgeId() + "|" + edge.getBoot() + ": " + waiting);
            }
        }
        return left;
    }

    /** Edges of later generations than the first tell of all their partitions from the start. */
    private static int generationOf(EdgeStatus edge) {
        return edge.getOutbox().keySet().stream()
                .flatMap(text -> RequestsPartition.parse(text).stream())
                .mapToInt(RequestsPartition::generation)
                .max()
                .orElse(1);
    }

    private static long waitingForOlder(EdgeStatus edge) {
        return waiting(edge, true);
    }

    private static long waiting(EdgeStatus edge, boolean older) {
        return edge.getOutbox().entrySet().stream()
                .filter(entry -> RequestsPartition.isOlder(entry.getKey()) == older)
                .map(Map.Entry::getValue)
                .mapToLong(OldGeneration::waiting)
                .sum();
    }

    private static long waiting(OutboxProgress progress) {
        return progress.getAppended() - progress.getAcknowledged();
    }
}
