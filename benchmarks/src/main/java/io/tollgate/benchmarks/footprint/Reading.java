package io.tollgate.benchmarks.footprint;

import io.tollgate.benchmarks.fleet.Program;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * What everything had taken at a time.
 *
 * @param nanos the time, by {@link System#nanoTime}
 * @param offsets records written by topic, with the markers of transactions
 * @param bytes of the logs by topic
 * @param cpuSeconds by program
 */
record Reading(
        long nanos,
        Map<String, Long> offsets,
        Map<String, Long> bytes,
        Map<String, Double> cpuSeconds) {
    /** Reads the broker's and the processes' counters. */
    static Reading of(Admin admin, List<Program> programs)
            throws ExecutionException, InterruptedException {
        var cpu = new TreeMap<String, Double>();
        programs.forEach(
                program -> cpu.merge(program.name(), program.cpu().toNanos() / 1e9, Double::sum));
        return new Reading(System.nanoTime(), offsets(admin), bytes(admin), cpu);
    }

    private static Map<String, Long> offsets(Admin admin)
            throws ExecutionException, InterruptedException {
        Map<String, TopicDescription> topics =
                admin.describeTopics(admin.listTopics().names().get()).allTopicNames().get();
        var asked = new HashMap<TopicPartition, OffsetSpec>();
        topics.forEach((name, topic) ->
                topic.partitions()
                        .forEach(one ->
                                asked.put(
                                        new TopicPartition(name, one.partition()),
                                        OffsetSpec.latest())));
        return admin.listOffsets(asked).all().get().entrySet().stream()
                .collect(
                        Collectors.groupingBy(
                                entry -> entry.getKey().topic(),
                                Collectors.summingLong(entry -> entry.getValue().offset())));
    }

    private static Map<String, Long> bytes(Admin admin)
            throws ExecutionException, InterruptedException {
        var bytes = new HashMap<String, Long>();
        int broker = admin.describeCluster().nodes().get().iterator().next().id();
        admin.describeLogDirs(List.of(broker))
                .allDescriptions()
                .get()
                .values()
                .forEach(directories ->
                        directories
                                .values()
                                .forEach(directory ->
                                        directory
                                                .replicaInfos()
                                                .forEach((partition, replica) ->
                                                        bytes.merge(
                                                                partition.topic(),
                                                                replica.size(),
                                                                Long::sum))));
        return bytes;
    }
}
