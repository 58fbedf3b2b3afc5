package io.tollgate.edge.verdict;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Calls back after a time. Thread-safe. */
@FunctionalInterface
public interface Alarm {
    /** Runs a task once, in so many milliseconds. */
    void after(long millis, Runnable task);

    /** An alarm that rings on a scheduler's threads. */
    static Alarm on(ScheduledExecutorService scheduler) {
        return (millis, task) -> {
            var _ = scheduler.schedule(task, millis, TimeUnit.MILLISECONDS);
        };
    }
}
