package io.tollgate.benchmarks.revocation;

import io.tollgate.benchmarks.fleet.LocalFleet;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * A key in use on one edge, asked for every millisecond or as fast as the edge answers, until it is
 * ended. Thread-safe.
 */
final class KeyInUse {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long PACE_NANOS = 1_000_000;

    /** Completed when the edge admits the key for the first time. */
    final CompletableFuture<Void> admitted = new CompletableFuture<>();

    /** When the first refusal after it was answered, as {@link System#nanoTime} says it. */
    final CompletableFuture<Long> refused = new CompletableFuture<>();

    private final LocalFleet fleet;
    private final LocalFleet.Edge edge;
    private final String secret;
    private final Future<?> running;
    private volatile Instant lastAdmitted = Instant.MIN;
    private volatile boolean ended;

    KeyInUse(LocalFleet fleet, LocalFleet.Edge edge, String secret, ExecutorService threads) {
        this.fleet = fleet;
        this.edge = edge;
        this.secret = secret;
        this.running = threads.submit(this::use);
    }

    private void use() {
        long begin = System.nanoTime();
        try {
            while (!ended && System.nanoTime() - begin < PATIENCE.toNanos()) {
                long asked = System.nanoTime();
                Instant sent = Instant.now();
                int status = fleet.ask(edge, secret);
                if (status == 200) {
                    lastAdmitted = sent;
                    admitted.complete(null);
                } else if (admitted.isDone()) {
                    refused.complete(System.nanoTime());
                }
                LockSupport.parkNanos(asked + PACE_NANOS - System.nanoTime());
            }
        } catch (IOException e) {
            fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(e);
        }
        fail(new IllegalStateException("an edge never knew, or never refused, a key"));
    }

    private void fail(Exception e) {
        admitted.completeExceptionally(e);
        refused.completeExceptionally(e);
    }

    /** When the newest admitted request was sent; to be asked when it is ended. */
    Instant lastAdmitted() {
        return lastAdmitted;
    }

    void end() throws InterruptedException, ExecutionException {
        ended = true;
        var _ = running.get();
    }
}
