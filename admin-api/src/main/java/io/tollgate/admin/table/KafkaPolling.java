package io.tollgate.admin.table;

import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;

/** The thread that polls a consumer, until it is told to end. Thread-safe. */
public final class KafkaPolling implements AutoCloseable {
    private static final Duration MOST_ENDING = Duration.ofSeconds(5);

    private final Consumer<?, ?> consumer;
    private final Thread thread;
    private volatile boolean ending;

    /**
     * A thread that does not run yet.
     *
     * @param polls while {@link #goesOn}, and closes the consumer then
     */
    public KafkaPolling(String name, Consumer<?, ?> consumer, Runnable polls) {
        this.consumer = consumer;
        this.thread = Thread.ofPlatform().name(name).unstarted(polls);
    }

    /** Begins to poll. */
    public void start() {
        thread.start();
    }

    /** Whether to poll again. */
    public boolean goesOn() {
        return !ending;
    }

    /** Tells it to end, and does not wait for that. */
    public void end() {
        ending = true;
        consumer.wakeup();
    }

    @Override
    public void close() {
        if (thread.getState() == Thread.State.NEW) {
            consumer.close();
            return;
        }
        end();
        try {
            thread.join(MOST_ENDING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
