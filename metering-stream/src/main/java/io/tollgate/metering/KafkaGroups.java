package io.tollgate.metering;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks a broker about groups and topics. Thread-safe; failures are {@link KafkaException}s. */
final class KafkaGroups {
    private static final IsolationLevel COMMITTED = IsolationLevel.READ_COMMITTED;
    private static final IsolationLevel UNCOMMITTED = IsolationLevel.READ_UNCOMMITTED;

    private final Admin admin;

    /** Through a client that stays the caller's. */
    KafkaGroups(Admin admin) {
        this.admin = admin;
    }

    /** Whether a group ever committed an offset that is still known. */
    boolean hasCommitted(String group) throws InterruptedException {
        return !committed(group).isEmpty();
    }

    /** How many members a group has. */
    int members(String group) throws InterruptedException {
        try {
            return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                    .mapToInt(description -> description.members().size())
                    .sum();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return 0;
            }
            throw failure(e);
        }
    }

    /** How many records of a topic a group has not committed. */
    long uncounted(String group, String topic) throws InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = committed(group);
        long uncounted = 0;
        for (TopicPartition partition : allOf(topic)) {
            OffsetAndMetadata done = committed.get(partition);
            long from =
                    done == null
                            ? offset(partition, OffsetSpec.earliest(), COMMITTED)
                            : done.offset();
            uncounted += Math.max(0, offset(partition, OffsetSpec.latest(), UNCOMMITTED) - from);
        }
        return uncounted;
    }

    /** Fails while a transaction on a partition is open. */
    void checkSettled(TopicPartition partition) throws InterruptedException {
        if (offset(partition, OffsetSpec.latest(), COMMITTED)
                != offset(partition, OffsetSpec.latest(), UNCOMMITTED)) {
            throw new TakeoverRefusedException(
                    "the generation before can't be taken over now",
                    List.of("a transaction on " + partition + " is not over; try again soon"));
        }
    }

    /** All partitions of a topic, none if there is no such topic. */
    List<TopicPartition> allOf(String topic) throws InterruptedException {
        return IntStream.range(0, partitions(topic))
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    /** How many partitions a topic has, 0 if there is no such topic. */
    int partitions(String topic) throws InterruptedException {
        try {
            return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                    .mapToInt(description -> description.partitions().size())
                    .sum();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return 0;
            }
            throw failure(e);
        }
    }

    /** Creates a topic unless it is there. */
    void create(NewTopic topic) throws InterruptedException {
        try {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw failure(e);
            }
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> committed(String group)
            throws InterruptedException {
        try {
            var options = new ListConsumerGroupOffsetsOptions().requireStable(true);
            return admin
                    .listConsumerGroupOffsets(group, options)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .entrySet()
                    .stream()
                    .filter(entry -> entry.getValue() != null)
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw failure(e);
        }
    }

    private long offset(TopicPartition partition, OffsetSpec at, IsolationLevel isolation)
            throws InterruptedException {
        try {
            return admin.listOffsets(Map.of(partition, at), new ListOffsetsOptions(isolation))
                    .partitionResult(partition)
                    .get()
                    .offset();
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    private static KafkaException failure(ExecutionException e) {
        return e.getCause() instanceof KafkaException known
                ? known
                : new KafkaException("the broker can't be asked", e);
    }
}
