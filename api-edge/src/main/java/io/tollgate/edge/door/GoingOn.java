package io.tollgate.edge.door;

import io.tollgate.edge.event.EventLog;
import java.util.concurrent.Executor;

/**
 * Where a connection goes on when its request is answered: where the answer was given, if that is a
 * thread that writes events, else on a thread of the pool. What follows is a look for the next
 * request, and nothing in the doors blocks; to wake another thread for it would cost more than
 * that. Thread-safe.
 */
record GoingOn(Executor threads, EventLog log) implements Executor {
    @Override
    public void execute(Runnable task) {
        if (log.tellsHere()) {
            task.run();
        } else {
            threads.execute(task);
        }
    }
}
