package io.tollgate.benchmarks.metering;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far a consumer group has come, over all topics that it reads. */
final class Progress {
    /** Markers of transactions take offsets too, and nobody commits past the last of them. */
    private static final long MARKERS = 2;

    private final Admin admin;
    private final String group;
    private final String requests;

    Progress(Admin admin, String group, String requests) {
        this.admin = admin;
        this.group = group;
        this.requests = requests;
    }

    /** Records of {@code requests} that the group has committed. */
    long committed() throws ExecutionException, InterruptedException {
        return commits().entrySet().stream()
                .filter(entry -> entry.getKey().topic().equals(requests))
                .mapToLong(entry -> entry.getValue().offset())
                .sum();
    }

    /** Whether nothing is left to do on any topic. */
    boolean done(long records) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> commits = commits();
        var asked = new HashMap<TopicPartition, OffsetSpec>();
        commits.keySet().forEach(partition -> asked.put(partition, OffsetSpec.latest()));
        var ends = admin.listOffsets(asked).all().get();
        return committed() >= records
                && commits.entrySet().stream()
                        .allMatch(entry ->
                                requireNonNull(ends.get(entry.getKey())).offset()
                                                - entry.getValue().offset()
                                        <= MARKERS);
    }

    private Map<TopicPartition, OffsetAndMetadata> commits()
            throws ExecutionException, InterruptedException {
        var commits =
                new HashMap<>(
                        admin.listConsumerGroupOffsets(group)
                                .partitionsToOffsetAndMetadata()
                                .get());
        commits.values().removeIf(offset -> offset == null);
        return commits;
    }
}
