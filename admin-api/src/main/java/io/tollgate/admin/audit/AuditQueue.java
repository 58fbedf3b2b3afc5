package io.tollgate.admin.audit;

import io.tollgate.admin.table.WriteRefusedException;
import io.tollgate.admin.table.WriteRefusedException.Reason;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is told after the fact, and must not hold anybody up: one thread writes it in its order, and
 * tries again until Kafka takes it. What is lost, as the program ends or another instance of its
 * name writes, is logged and counted. Thread-safe.
 */
final class AuditQueue implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AuditQueue.class);
    private static final int MOST_WAITING = 10_000;
    private static final long RETRY_MILLIS = 1_000;
    private static final long POLL_MILLIS = 100;
    private static final long DRAIN_MILLIS = 5_000;

    private final BlockingQueue<Telling> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicLong lost = new AtomicLong();
    private final Audit audit;
    private final Thread worker;

    private AuditQueue(Audit audit) {
        this.audit = audit;
        this.worker = Thread.ofPlatform().daemon().name("audit").unstarted(this::work);
    }

    static AuditQueue start(Audit audit) {
        var queue = new AuditQueue(audit);
        queue.worker.start();
        return queue;
    }

    /** Takes what is to be told. */
    void offer(Telling telling) {
        if (!waiting.offer(telling)) {
            lose(telling, "too many entries wait");
        }
    }

    /** How many entries were lost. */
    long lost() {
        return lost.get();
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
        waiting.forEach(telling -> lose(telling, "the program ends"));
    }

    private void work() {
        try {
            while (closing.getCount() > 0 || !waiting.isEmpty()) {
                Telling next = waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    write(next);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Telling telling) throws InterruptedException {
        while (!isDone(telling)) {
            if (closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                if (!isDone(telling)) {
                    lose(telling, "the program ends, and Kafka does not take it");
                }
                return;
            }
        }
    }

    /** Whether it is written, or never can be. */
    private boolean isDone(Telling telling) {
        try {
            audit.write(telling);
            return true;
        } catch (WriteRefusedException e) {
            if (e.reason() == Reason.FENCED) {
                lose(telling, "another instance of this name writes");
                return true;
            }
            log.atDebug().setCause(e).log("an entry of the audit waits for Kafka");
            return false;
        } catch (RuntimeException e) {
            // It would fail for ever, and hold up all others.
            log.atError().setCause(e).log("an entry of the audit failed");
            lose(telling, "it can't be written");
            return true;
        }
    }

    private void lose(Telling telling, String why) {
        lost.incrementAndGet();
        log.atError()
                .addKeyValue("actor", telling.actor())
                .addKeyValue("action", telling.action())
                .addKeyValue("target", telling.target())
                .addKeyValue("result", telling.result())
                .addKeyValue("why", why)
                .log("an entry of the audit is lost");
    }
}
