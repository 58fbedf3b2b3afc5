package io.tollgate.edge.outbox;

import io.tollgate.schemas.Outcome;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the edge counts of its own events. Thread-safe. */
final class Tally {
    private final Map<Outcome, LongAdder> outcomes = new ConcurrentHashMap<>();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder unshippable = new LongAdder();
    private final LongAdder diskFailures = new LongAdder();

    Tally() {
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, new LongAdder());
        }
    }

    void outcome(Outcome outcome) {
        LongAdder count = outcomes.get(outcome);
        if (count != null) {
            count.increment();
        }
    }

    void dropped() {
        dropped.increment();
    }

    void unshippable(long events) {
        unshippable.add(events);
    }

    void diskFailed() {
        diskFailures.increment();
    }

    /** Events for which there was no room, or whose disk failed, while requests went on. */
    long droppedEvents() {
        return dropped.sum();
    }

    /** Events that no record could hold or that were not to be found again. */
    long unshippableEvents() {
        return unshippable.sum();
    }

    /** Groups that could not be written. */
    long diskFailures() {
        return diskFailures.sum();
    }

    /** Requests by the name of their outcome; those that never occurred are left out. */
    Map<String, Long> byOutcome() {
        var counts = new TreeMap<String, Long>();
        outcomes.forEach((outcome, count) -> {
            if (count.sum() > 0) {
                counts.put(outcome.name(), count.sum());
            }
        });
        return counts;
    }
}
