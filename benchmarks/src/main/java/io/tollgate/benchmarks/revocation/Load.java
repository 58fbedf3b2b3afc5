package io.tollgate.benchmarks.revocation;

import io.tollgate.benchmarks.fleet.LocalFleet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Requests of other keys at an even pace, a thread for each edge. */
final class Load implements AutoCloseable {
    private final LocalFleet fleet;
    private final List<String> secrets;
    private final List<Future<?>> running = new ArrayList<>();
    private final LongAdder judged = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private volatile boolean ended;

    private Load(LocalFleet fleet, List<String> secrets) {
        this.fleet = fleet;
        this.secrets = secrets;
    }

    static Load start(
            LocalFleet fleet, List<String> secrets, int perSecond, ExecutorService threads) {
        var load = new Load(fleet, secrets);
        int edges = fleet.edges().size();
        long paceNanos = TimeUnit.SECONDS.toNanos(edges) / Math.max(1, perSecond);
        for (LocalFleet.Edge edge : fleet.edges()) {
            load.running.add(
                    threads.submit(() -> {
                        load.run(edge, paceNanos);
                        return null;
                    }));
        }
        return load;
    }

    private void run(LocalFleet.Edge edge, long paceNanos) throws Exception {
        long next = System.nanoTime();
        for (int i = 0; !ended; i++) {
            if (fleet.ask(edge, secrets.get(i % secrets.size())) != 200) {
                refused.increment();
            }
            judged.increment();
            next += paceNanos;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    /** Ends it, and answers how many requests there were. */
    long end() throws InterruptedException, ExecutionException {
        ended = true;
        for (Future<?> one : running) {
            var _ = one.get();
        }
        return judged.sum();
    }

    /** How many of them were not admitted. */
    long refused() {
        return refused.sum();
    }

    @Override
    public void close() {
        ended = true;
    }
}
