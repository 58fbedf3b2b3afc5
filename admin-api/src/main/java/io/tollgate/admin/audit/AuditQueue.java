package io.tollgate.admin.audit;

import io.tollgate.admin.table.RetryQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is told after the fact, and must not hold anybody up: it is written in its order, as soon as
 * Kafka takes it. What is lost, as the program ends or another instance of its name writes, is
 * logged and counted. Thread-safe.
 */
final class AuditQueue implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AuditQueue.class);
    private static final int MOST_WAITING = 10_000;

    private final AtomicLong lost = new AtomicLong();
    private final RetryQueue<Telling> queue;

    private AuditQueue(Audit audit) {
        this.queue =
                RetryQueue.start(
                        "audit",
                        MOST_WAITING,
                        new RetryQueue.Work<>() {
                            @Override
                            public void take(Telling telling) {
                                audit.write(telling);
                            }

                            @Override
                            public void lost(Telling telling, String why) {
                                lose(telling, why);
                            }
                        });
    }

    static AuditQueue start(Audit audit) {
        return new AuditQueue(audit);
    }

    /** Takes what is to be told. */
    void offer(Telling telling) {
        if (!queue.offer(telling)) {
            lose(telling, "too many entries wait, or the program ends");
        }
    }

    /** How many entries were lost. */
    long lost() {
        return lost.get();
    }

    /** Ends when nothing waits any more, or after seconds. */
    @Override
    public void close() {
        queue.close();
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
