package io.tollgate.benchmarks.revocation;

import io.tollgate.benchmarks.fleet.LocalFleet;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/**
 * Uses a key on one edge again and again until it is refused, and answers when that was, as {@link
 * System#nanoTime} says it.
 *
 * @param inUse counted down when the edge admits the key for the first time
 */
record UntilRefused(LocalFleet fleet, LocalFleet.Edge edge, String secret, CountDownLatch inUse)
        implements Callable<Long> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public Long call() throws Exception {
        long begin = System.nanoTime();
        boolean admitted = false;
        while (System.nanoTime() - begin < PATIENCE.toNanos()) {
            int status = fleet.ask(edge, secret);
            if (admitted && status == 401) {
                return System.nanoTime();
            }
            if (!admitted && status == 200) {
                admitted = true;
                inUse.countDown();
            }
        }
        throw new IllegalStateException(
                "an edge never " + (admitted ? "refused" : "knew") + " a key");
    }
}
