package io.tollgate.admin.table;

import io.tollgate.admin.table.WriteRefusedException.Reason;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that leads to writes and must not hold anybody up: one thread does it in its order, and
 * tries each piece again until Kafka takes it. Thread-safe.
 *
 * @param <T> a piece of work
 */
public final class RetryQueue<T> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RetryQueue.class);
    private static final long RETRY_MILLIS = 1_000;
    private static final long POLL_MILLIS = 100;
    private static final long DRAIN_MILLIS = 5_000;

    private final BlockingQueue<T> waiting;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final String name;
    private final Work<T> work;
    private final Thread worker;

    /** What is done with each piece. Called by one thread at a time. */
    public interface Work<T> {
        /**
         * Does a piece.
         *
         * @throws WriteRefusedException if Kafka did not take what it wrote; it is tried again
         *     unless another instance has taken over
         */
        void take(T piece);

        /** A piece that was accepted and will never be done. */
        void lost(T piece, String why);
    }

    private RetryQueue(String name, int most, Work<T> work) {
        this.name = name;
        this.waiting = new ArrayBlockingQueue<>(most);
        this.work = work;
        this.worker = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    /**
     * Begins to work.
     *
     * @param name for the thread and for logs, such as {@code leak-reports}
     * @param most how many pieces may wait
     */
    public static <T> RetryQueue<T> start(String name, int most, Work<T> work) {
        var queue = new RetryQueue<>(name, most, work);
        queue.worker.start();
        return queue;
    }

    /** Accepts a piece, unless too many wait or the queue ends. */
    public boolean offer(T piece) {
        return closing.getCount() > 0 && waiting.offer(piece);
    }

    /** Ends when nothing waits any more, or after seconds. */
    @Override
    public void close() {
        closing.countDown();
        try {
            worker.join(DRAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        worker.interrupt();
        waiting.forEach(piece -> work.lost(piece, "the program ends"));
    }

    private void run() {
        try {
            while (closing.getCount() > 0 || !waiting.isEmpty()) {
                T next = waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    persist(next);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void persist(T piece) throws InterruptedException {
        while (!isDone(piece)) {
            if (closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                if (!isDone(piece)) {
                    work.lost(piece, "the program ends, and Kafka does not take it");
                }
                return;
            }
        }
    }

    /** Whether it is done, or never can be. */
    private boolean isDone(T piece) {
        try {
            work.take(piece);
            return true;
        } catch (WriteRefusedException e) {
            if (e.reason() == Reason.FENCED) {
                work.lost(piece, "another instance of this name writes");
                return true;
            }
            log.atInfo().addKeyValue("queue", name).setCause(e).log("work waits for Kafka");
            return false;
        } catch (RuntimeException e) {
            // It would fail for ever, and hold up all others.
            log.atError().addKeyValue("queue", name).setCause(e).log("work failed");
            work.lost(piece, "it can't be done");
            return true;
        }
    }
}
