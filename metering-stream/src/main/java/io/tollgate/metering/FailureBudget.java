package io.tollgate.metering;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;

/** Says whether another failure can be borne, or there were too many of late. Thread-safe. */
final class FailureBudget {
    private final int most;
    private final Duration within;
    private final InstantSource clock;
    private final Deque<Instant> failures = new ArrayDeque<>();

    /** Bears so many failures within a time, and no more. */
    FailureBudget(int most, Duration within, InstantSource clock) {
        this.most = most;
        this.within = within;
        this.clock = clock;
    }

    /** Takes note of a failure; false if it was one too many. */
    synchronized boolean bear() {
        Instant now = clock.instant();
        while (!failures.isEmpty() && failures.getFirst().isBefore(now.minus(within))) {
            failures.removeFirst();
        }
        failures.addLast(now);
        return failures.size() <= most;
    }
}
