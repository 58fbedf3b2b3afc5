package io.tollgate.metering;

import io.tollgate.metering.EdgeLife.Heartbeat;
import io.tollgate.schemas.EdgeStatus;
import io.tollgate.schemas.FleetEdge;
import io.tollgate.schemas.Revocation;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;

/** Reads heartbeats and pulses from the global stores. Thread-safe, as these are. */
final class LiveEdges {
    private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<EdgeStatus>> edges;
    private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<Revocation>> revocations;

    private LiveEdges(
            ReadOnlyKeyValueStore<String, ValueAndTimestamp<EdgeStatus>> edges,
            ReadOnlyKeyValueStore<String, ValueAndTimestamp<Revocation>> revocations) {
        this.edges = edges;
        this.revocations = revocations;
    }

    static LiveEdges of(ProcessorContext<?, ?> context) {
        TimestampedKeyValueStore<String, EdgeStatus> edges =
                context.getStateStore(StoreNames.EDGES);
        TimestampedKeyValueStore<String, Revocation> revocations =
                context.getStateStore(StoreNames.REVOCATIONS);
        return new LiveEdges(edges, revocations);
    }

    /** The live edges in the order of their ids. */
    List<FleetEdge> now() {
        return EdgeLife.alive(heartbeats(), newestMillis());
    }

    /** The last heartbeat of every boot that is known. */
    List<Heartbeat> heartbeats() {
        var heartbeats = new ArrayList<Heartbeat>();
        try (KeyValueIterator<String, ValueAndTimestamp<EdgeStatus>> all = edges.all()) {
            all.forEachRemaining(entry ->
                    heartbeats.add(new Heartbeat(entry.value.value(), entry.value.timestamp())));
        }
        return heartbeats;
    }

    /** The time of the newest heartbeat or pulse, in milliseconds since the epoch. */
    long newestMillis() {
        return Math.max(newest(edges), newest(revocations));
    }

    private static <V> long newest(ReadOnlyKeyValueStore<String, ValueAndTimestamp<V>> store) {
        long newest = 0;
        try (KeyValueIterator<String, ValueAndTimestamp<V>> all = store.all()) {
            while (all.hasNext()) {
                newest = Math.max(newest, all.next().value.timestamp());
            }
        }
        return newest;
    }
}
