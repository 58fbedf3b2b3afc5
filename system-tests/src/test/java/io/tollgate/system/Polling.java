package io.tollgate.system;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/**
 * Uses a key on one edge again and again, as fast as it is answered, until it is refused.
 *
 * @param edge the edge
 * @param key the key, which the edge knows
 * @param inUse counted down when the key was admitted for the first time
 */
record Polling(Edge edge, ApiKey key, CountDownLatch inUse) implements Callable<Polling.Found> {
    private static final long ENDS_AFTER_NANOS = 30_000_000_000L;

    /**
     * When the edge began to refuse the key, as {@link System#nanoTime} says it.
     *
     * @param lastAdmittedSent when the last request that was admitted was sent
     * @param firstRefused when the first refusal had arrived
     * @param requests how many requests it took
     */
    record Found(long lastAdmittedSent, long firstRefused, int requests) {}

    @Override
    public Found call() {
        byte[] request = Call.get(Edge.SERVED, Edge.bearer(key.secret())).bytes();
        long begin = System.nanoTime();
        long lastAdmitted = begin;
        int requests = 0;
        while (System.nanoTime() - begin < ENDS_AFTER_NANOS) {
            try (var connection = Connection.to(edge.port())) {
                while (System.nanoTime() - begin < ENDS_AFTER_NANOS) {
                    requests++;
                    long sent = System.nanoTime();
                    int status = connection.exchange(request).status();
                    if (status == 401) {
                        return new Found(lastAdmitted, System.nanoTime(), requests);
                    }
                    if (status != 200) {
                        throw new AssertionError(edge.name() + " answered " + status);
                    }
                    if (lastAdmitted == begin) {
                        inUse.countDown();
                    }
                    lastAdmitted = sent;
                }
            } catch (IOException _) {
                // What is under way when the denial arrives is cut; the next request is refused.
            }
        }
        throw new AssertionError(edge.name() + " never refused " + key.id());
    }
}
