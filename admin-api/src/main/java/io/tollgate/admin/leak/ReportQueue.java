package io.tollgate.admin.leak;

import io.tollgate.admin.table.WriteRefusedException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports that wait for the desk, which one thread takes them to: whoever reports is answered
 * before anybody looks, so that neither the answer nor its time tells whether the key is known. A
 * report that Kafka does not take is tried again until it does. Thread-safe.
 */
final class ReportQueue implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReportQueue.class);
    private static final int MOST_WAITING = 1_000;
    private static final long RETRY_MILLIS = 1_000;
    private static final long POLL_MILLIS = 100;
    private static final long DRAIN_MILLIS = 5_000;

    private final BlockingQueue<LeakReport> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Consumer<LeakReport> desk;
    private final Thread worker;

    private ReportQueue(Consumer<LeakReport> desk) {
        this.desk = desk;
        this.worker = Thread.ofPlatform().daemon().name("leak-reports").unstarted(this::work);
    }

    static ReportQueue start(Consumer<LeakReport> desk) {
        var queue = new ReportQueue(desk);
        queue.worker.start();
        return queue;
    }

    /** Takes a report, unless too many wait. */
    boolean offer(LeakReport report) {
        return closing.getCount() > 0 && waiting.offer(report);
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
        if (!waiting.isEmpty()) {
            log.atError().addKeyValue("reports", waiting.size()).log("reports of leaks are lost");
        }
    }

    private void work() {
        try {
            while (closing.getCount() > 0 || !waiting.isEmpty()) {
                LeakReport next = waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    deliver(next);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(LeakReport report) throws InterruptedException {
        while (!isDelivered(report)) {
            if (closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                if (!isDelivered(report)) {
                    log.atError().log("a report of a leak is lost, since Kafka did not take it");
                }
                return;
            }
        }
    }

    private boolean isDelivered(LeakReport report) {
        try {
            desk.accept(report);
            return true;
        } catch (WriteRefusedException e) {
            log.atWarn().setCause(e).log("a report of a leak waits for Kafka");
            return false;
        } catch (RuntimeException e) {
            // It would fail for ever, and hold up all others.
            log.atError().setCause(e).log("a report of a leak failed");
            return true;
        }
    }
}
