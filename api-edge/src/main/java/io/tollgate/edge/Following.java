package io.tollgate.edge;

import io.tollgate.schemas.topics.MissingTopicException;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.settings.KafkaConnection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins to follow Kafka as soon as that makes sense: when it is known how many partitions events
 * have, from Kafka or from an earlier start. Where Kafka could not be reached at first, it goes on
 * trying to create what is missing. Thread-safe.
 */
final class Following {
    private static final Logger log = LoggerFactory.getLogger(Following.class);
    private static final long TRY_AGAIN_MILLIS = 1_000;
    private static final long POLL_MILLIS = 10;

    private final EdgeParts parts;
    private final KafkaConnection kafka;
    private final List<Topic<?>> topics;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("edge-follow").unstarted(this::run);
    private boolean created;
    private volatile String failure = "";

    /**
     * Begins when it is started.
     *
     * @param created whether the topics are known to be there
     */
    Following(EdgeParts parts, KafkaConnection kafka, List<Topic<?>> topics, boolean created) {
        this.parts = parts;
        this.kafka = kafka;
        this.topics = topics;
        this.created = created;
    }

    void start() {
        thread.start();
    }

    /** What keeps this edge from following Kafka and won't go away by itself; empty if nothing. */
    String failure() {
        return failure;
    }

    /** Ends, following or not. */
    void stop() throws InterruptedException {
        closing.countDown();
        thread.interrupt();
        thread.join();
    }

    private void run() {
        boolean following = false;
        try {
            do {
                if (!following && parts.outbox().ready()) {
                    parts.follow(kafka);
                    following = true;
                }
                if (!created) {
                    created = KafkaTopicsAtStart.create(kafka, topics);
                }
            } while (!(following && created)
                    && !closing.await(
                            created ? POLL_MILLIS : TRY_AGAIN_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (MissingTopicException e) {
            failure = String.valueOf(e.getMessage());
            log.atError().log(failure);
        }
    }
}
