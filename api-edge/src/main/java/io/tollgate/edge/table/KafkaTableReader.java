package io.tollgate.edge.table;

import io.tollgate.settings.KafkaConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics into their tables on a thread of its own, for as long as it is open, whatever
 * happens to Kafka: what was read is never asked for again, unless the topic is another one.
 * Thread-safe.
 */
final class KafkaTableReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaTableReader.class);
    private static final long RETRY_MILLIS = 300;
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(5);

    private final String name;
    private final KafkaConnection kafka;
    private final boolean committedOnly;
    private final List<Feed> feeds;
    private final Surroundings around;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private @Nullable KafkaConsumer<String, byte[]> consumer;

    /** What readers of one edge share. */
    record Surroundings(KafkaTopicIds ids, Readiness readiness, LongSupplier nanoClock) {}

    /**
     * A reader that does not read yet.
     *
     * @param committedOnly whether it waits for transactions to be committed
     * @param afterPoll what is to be done besides after each reading
     */
    KafkaTableReader(
            String name,
            KafkaConnection kafka,
            boolean committedOnly,
            List<Feed> feeds,
            Surroundings around,
            KafkaTail.AfterPoll afterPoll) {
        this.name = name;
        this.kafka = kafka;
        this.committedOnly = committedOnly;
        this.feeds = feeds;
        this.around = around;
        this.thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("tollgate-read-" + name)
                        .unstarted(() -> run(afterPoll));
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        stopping.countDown();
        synchronized (this) {
            if (consumer != null) {
                consumer.wakeup();
            }
        }
        try {
            if (thread.getState() != Thread.State.NEW && !thread.join(STOPS_WITHIN)) {
                log.atWarn().addKeyValue("reader", name).log("a reader does not stop");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(KafkaTail.AfterPoll afterPoll) {
        boolean told = false;
        while (!stopped()) {
            try {
                var topics = feeds.stream().map(Feed::topic).toList();
                var identities = around.ids().of(topics);
                told = false;
                try (var tail =
                        KafkaTail.open(open(), feeds, identities, around.nanoClock(), afterPoll)) {
                    readOn(tail, topics, identities);
                }
            } catch (WakeupException | InterruptException | InterruptedException _) {
                log.atDebug().addKeyValue("reader", name).log("a reader was woken");
            } catch (RuntimeException e) {
                if (e instanceof TimeoutException || e.getCause() instanceof ConfigException) {
                    feeds.forEach(feed -> around.readiness().unreachable(feed.name()));
                }
                if (!told) {
                    log.atWarn()
                            .addKeyValue("reader", name)
                            .setCause(e)
                            .log("control topics can't be read; trying on");
                    told = true;
                }
                pause();
            } finally {
                release();
            }
        }
    }

    private void readOn(
            KafkaTail tail, List<String> topics, Map<String, KafkaTopicIds.Identity> identities) {
        long checkedNanos = around.nanoClock().getAsLong();
        var others = new AtomicBoolean();
        while (!stopped() && !others.get()) {
            tail.poll();
            long now = around.nanoClock().getAsLong();
            if (now - checkedNanos > CHECK_NANOS) {
                checkedNanos = now;
                // Without an answer they stay what they were.
                var _ =
                        around.ids()
                                .ask(topics)
                                .whenComplete((answer, _) ->
                                        others.set(answer != null && !answer.equals(identities)));
            }
        }
        if (others.get()) {
            log.atWarn().addKeyValue("reader", name).log("a control topic is another one now");
        }
    }

    private synchronized KafkaConsumer<String, byte[]> open() {
        var settings =
                kafka.with(
                        Map.<String, Object>of(
                                "client.id",
                                "tollgate-edge-" + name,
                                "isolation.level",
                                committedOnly ? "read_committed" : "read_uncommitted",
                                "enable.auto.commit",
                                false,
                                "auto.offset.reset",
                                "none",
                                "allow.auto.create.topics",
                                false,
                                "fetch.min.bytes",
                                1,
                                "max.poll.records",
                                2_000,
                                "reconnect.backoff.max.ms",
                                500,
                                "default.api.timeout.ms",
                                10_000));
        settings.remove("group.id");
        var opened =
                new KafkaConsumer<>(
                        settings, new StringDeserializer(), new ByteArrayDeserializer());
        consumer = opened;
        return opened;
    }

    private synchronized void release() {
        consumer = null;
    }

    private boolean stopped() {
        return stopping.getCount() == 0;
    }

    private void pause() {
        try {
            var _ = stopping.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
