package io.tollgate.edge.table;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What this edge has applied of the control topics, for its heartbeat. Thread-safe. */
public final class Progress {
    private final Map<String, Long> applied = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile String blocked = "";

    /** For each partition, as topic|partition without prefix: all below this offset is applied. */
    public Map<String, Long> applied() {
        return new TreeMap<>(applied);
    }

    /** Why revocations can't be applied any further, empty if they can. */
    public String blocked() {
        return blocked;
    }

    /**
     * Calls back at once when a revocation was applied, which a heartbeat should tell, by the
     * thread that applies revocations.
     */
    public void onRevocationApplied(Runnable listener) {
        listeners.add(listener);
    }

    void reached(String topic, int partition, long next) {
        applied.put(topic + "|" + partition, next);
    }

    void forget(String topic) {
        applied.keySet().removeIf(place -> place.startsWith(topic + "|"));
    }

    void block(String reason) {
        blocked = reason;
    }

    void revocationApplied() {
        listeners.forEach(Runnable::run);
    }
}
