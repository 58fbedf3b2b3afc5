package io.tollgate.edge.table;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Whether the tables may be trusted to be complete: every topic was read to the end that it had, or
 * Kafka could not be reached at start and the disk had it all, young enough. Thread-safe.
 */
public final class Readiness implements BooleanSupplier {
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final Set<String> rebuilding = ConcurrentHashMap.newKeySet();
    private volatile boolean diskSuffices;
    private volatile boolean unreachable;
    private volatile boolean everReady;
    private volatile String hindrance = "";

    Readiness(Set<String> topics) {
        waiting.addAll(topics);
    }

    @Override
    public boolean getAsBoolean() {
        return hindrance.isEmpty()
                && (waiting.isEmpty() || (diskSuffices && unreachable && rebuilding.isEmpty()));
    }

    /** Whether anybody may have been vouched for so far. */
    boolean everReady() {
        return everReady || getAsBoolean();
    }

    /** The topics that are still being read, without prefix. */
    public Set<String> waitingFor() {
        return Set.copyOf(waiting);
    }

    /** What somebody has to mend before the edge is started again; empty if nothing. */
    public String hindrance() {
        return hindrance;
    }

    /** Notes that nobody can be vouched for until somebody has mended something. */
    void hindered(String why) {
        hindrance = why;
    }

    /** Notes that the disk has keys and denials that are complete and young enough. */
    void diskSuffices() {
        diskSuffices = true;
        noteReady();
    }

    /** Notes that Kafka could not be reached while a topic was waited for. */
    void unreachable(String topic) {
        if (waiting.contains(topic)) {
            unreachable = true;
            noteReady();
        }
    }

    /** Notes that a table is made again from nothing. */
    void rebuilds(String topic) {
        rebuilding.add(topic);
        waiting.add(topic);
    }

    /** Notes that a topic was read to the end that it had. */
    void caughtUp(String topic) {
        waiting.remove(topic);
        rebuilding.remove(topic);
        noteReady();
    }

    private synchronized void noteReady() {
        everReady |= getAsBoolean();
    }
}
