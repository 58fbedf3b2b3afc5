package io.tollgate.edge.table;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * One connection of a reader: from where each feed was to the end of its topic, and on from there.
 * Not thread-safe.
 */
final class KafkaTail implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final Consumer<String, byte[]> consumer;
    private final Map<Feed, List<TopicPartition>> partitions = new HashMap<>();
    private final Set<Feed> behind = new HashSet<>();
    private final Map<TopicPartition, Long> ends;
    private final LongSupplier nanoClock;
    private final AfterPoll afterPoll;
    private final long connectedNanos;

    /** What a reader does besides reading. */
    @FunctionalInterface
    interface AfterPoll {
        /** Looks around after a reading; must not block for long. */
        void run(Consumer<String, byte[]> consumer);
    }

    private KafkaTail(
            Consumer<String, byte[]> consumer,
            List<Feed> feeds,
            Map<String, KafkaTopicIds.Identity> identities,
            LongSupplier nanoClock,
            AfterPoll afterPoll) {
        this.consumer = consumer;
        this.nanoClock = nanoClock;
        this.afterPoll = afterPoll;
        for (Feed feed : feeds) {
            partitions.put(feed, partitions(feed.topic(), identities));
        }
        behind.addAll(feeds);
        var all = partitions.values().stream().flatMap(Collection::stream).toList();
        consumer.assign(all);
        connectedNanos = nanoClock.getAsLong();
        ends = consumer.endOffsets(all);
        var begins = consumer.beginningOffsets(all);
        for (Feed feed : feeds) {
            seek(feed, identity(feed.topic(), identities).topicId(), begins);
        }
    }

    /**
     * Goes on where each feed is; a feed whose topic is another one, or lacks what was read, begins
     * anew. The consumer is closed with this, also if it fails.
     */
    static KafkaTail open(
            Consumer<String, byte[]> consumer,
            List<Feed> feeds,
            Map<String, KafkaTopicIds.Identity> identities,
            LongSupplier nanoClock,
            AfterPoll afterPoll) {
        try {
            return new KafkaTail(consumer, feeds, identities, nanoClock, afterPoll);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /** Reads once, waiting a little if there is nothing. */
    void poll() {
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
        for (var each : partitions.entrySet()) {
            apply(each.getKey(), each.getValue(), records);
        }
        afterPoll.run(consumer);
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void apply(
            Feed feed, List<TopicPartition> mine, ConsumerRecords<String, byte[]> records) {
        var incoming = new ArrayList<Incoming>();
        for (ConsumerRecord<String, byte[]> each : records.records(feed.topic())) {
            incoming.add(
                    new Incoming(
                            each.partition(),
                            each.offset(),
                            each.key() == null ? "" : each.key(),
                            each.value(),
                            each.timestamp()));
        }
        var next = new HashMap<Integer, Long>();
        boolean atEnd = true;
        boolean reachedEnds = true;
        for (TopicPartition partition : mine) {
            long position = consumer.position(partition);
            if (!feed.place().next().getOrDefault(partition.partition(), -1L).equals(position)) {
                next.put(partition.partition(), position);
            }
            atEnd &= consumer.currentLag(partition).orElse(Long.MAX_VALUE) == 0;
            reachedEnds &= position >= ends.getOrDefault(partition, 0L);
        }
        if (!incoming.isEmpty() || !next.isEmpty()) {
            feed.apply(incoming, next, atEnd);
        }
        if (reachedEnds && behind.remove(feed)) {
            feed.caughtUp(TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong() - connectedNanos));
        }
    }

    private void seek(Feed feed, String topicId, Map<TopicPartition, Long> begins) {
        List<TopicPartition> mine = partitions.getOrDefault(feed, List.of());
        if (!feed.place().topicId().equals(topicId) || lacksWhatWasRead(feed, mine, begins)) {
            feed.rebuild(topicId);
        }
        for (TopicPartition partition : mine) {
            Long next = feed.place().next().get(partition.partition());
            consumer.seek(
                    partition, next == null ? begins.getOrDefault(partition, 0L) : (long) next);
        }
    }

    private boolean lacksWhatWasRead(
            Feed feed, List<TopicPartition> mine, Map<TopicPartition, Long> begins) {
        return mine.stream()
                .anyMatch(partition -> {
                    Long next = feed.place().next().get(partition.partition());
                    return next != null
                            && (next > ends.getOrDefault(partition, 0L)
                                    || next < begins.getOrDefault(partition, 0L));
                });
    }

    private static List<TopicPartition> partitions(
            String topic, Map<String, KafkaTopicIds.Identity> identities) {
        var partitions = new ArrayList<TopicPartition>();
        for (int i = 0; i < identity(topic, identities).partitions(); i++) {
            partitions.add(new TopicPartition(topic, i));
        }
        return partitions;
    }

    private static KafkaTopicIds.Identity identity(
            String topic, Map<String, KafkaTopicIds.Identity> identities) {
        var identity = identities.get(topic);
        if (identity == null) {
            throw new IllegalStateException("topic " + topic + " was not described");
        }
        return identity;
    }
}
