package io.tollgate.edge;

import io.tollgate.edge.verdict.Alarm;
import io.tollgate.edge.verdict.Gatekeeper;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of an edge beside those of HTTP and Kafka. Thread-safe.
 *
 * @param disk reads keys that are not on the heap; bounded
 * @param answers judges held requests again
 * @param clock does what is due
 */
record Workers(ExecutorService disk, ExecutorService answers, ScheduledExecutorService clock)
        implements AutoCloseable {
    private static final int DISK_THREADS = 4;
    private static final int DISK_QUEUE = 4096;
    private static final int ANSWER_THREADS = 2;

    static Workers start() {
        return new Workers(
                new ThreadPoolExecutor(
                        DISK_THREADS,
                        DISK_THREADS,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(DISK_QUEUE),
                        Thread.ofPlatform().daemon().name("edge-disk-", 0).factory()),
                Executors.newFixedThreadPool(
                        ANSWER_THREADS,
                        Thread.ofPlatform().daemon().name("edge-held-", 0).factory()),
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("edge-clock").factory()));
    }

    Gatekeeper.Workers forGatekeeper() {
        return new Gatekeeper.Workers(disk, answers, Alarm.on(clock));
    }

    @Override
    public void close() {
        clock.shutdownNow();
        disk.shutdown();
        answers.shutdown();
    }
}
