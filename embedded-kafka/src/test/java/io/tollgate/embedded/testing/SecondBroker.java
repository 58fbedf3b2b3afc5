package io.tollgate.embedded.testing;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import kafka.server.BrokerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import org.slf4j.LoggerFactory;

/**
 * One more broker in the cluster of an embedded one, so that what lies on it alone can be taken
 * away. Not thread-safe.
 */
public final class SecondBroker implements AutoCloseable {
    private static final int NODE_ID = 2;
    private static final String CONTROLLER = "CONTROLLER";

    private final Admin admin;
    private final KafkaConfig config;
    private BrokerServer broker;

    private SecondBroker(Admin admin, KafkaConfig config) {
        this.admin = admin;
        this.config = config;
        broker = started();
    }

    /** Lets a broker join the cluster of another, on a directory that holds nothing yet. */
    public static SecondBroker joining(TestBroker first, Path directory) throws Exception {
        var config = new KafkaConfig(config(first.admin(), directory), false);
        try (var unheard =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(unheard)
                    .setClusterId(first.admin().describeCluster().clusterId().get())
                    .setNodeId(NODE_ID)
                    .setControllerListenerName(CONTROLLER)
                    .setMetadataLogDirectory(directory.toString())
                    .addDirectory(directory.toString())
                    .setHasDynamicQuorum(false)
                    .run();
        }
        return new SecondBroker(first.admin(), config);
    }

    /** Begins to take over a partition, of which no other broker has a copy afterwards. */
    public void take(TopicPartition partition) throws ExecutionException, InterruptedException {
        var here = Optional.of(new NewPartitionReassignment(List.of(NODE_ID)));
        admin.alterPartitionReassignments(Map.of(partition, here)).all().get();
    }

    /** Whether it alone has a partition. */
    public boolean has(TopicPartition partition) throws ExecutionException, InterruptedException {
        return admin
                .describeTopics(List.of(partition.topic()))
                .allTopicNames()
                .get()
                .values()
                .stream()
                .flatMap(topic -> topic.partitions().stream())
                .filter(info -> info.partition() == partition.partition())
                .map(TopicPartitionInfo::isr)
                .allMatch(isr -> isr.size() == 1 && isr.getFirst().id() == NODE_ID);
    }

    /** Takes away what lies on it. */
    public void stop() {
        broker.shutdown(Duration.ofSeconds(10));
        broker.awaitShutdown();
    }

    /** Brings back what lies on it. */
    public void start() {
        broker = started();
    }

    @Override
    public void close() {
        stop();
    }

    private BrokerServer started() {
        var stored =
                KafkaRaftServer.initializeLogDirs(
                        config, LoggerFactory.getLogger(SecondBroker.class), "");
        var quorum = config.quorumConfig();
        var clusterId = stored._1().clusterId().orElseThrow();
        var shared =
                new SharedServer(
                        config,
                        stored._1(),
                        Time.SYSTEM,
                        Server.initializeMetrics(config, Time.SYSTEM, clusterId),
                        CompletableFuture.completedFuture(
                                QuorumConfig.parseVoterConnections(quorum.voters())),
                        QuorumConfig.parseBootstrapServers(quorum.bootstrapServers()),
                        (part, _, action) -> new LoggingFaultHandler(part, action),
                        ServerSocketFactory.INSTANCE);
        var starting = new BrokerServer(shared);
        starting.startup();
        return starting;
    }

    private static Map<String, String> config(Admin admin, Path directory)
            throws ExecutionException, InterruptedException {
        String listener = "PLAINTEXT://localhost:" + FreePorts.one();
        return Map.ofEntries(
                Map.entry("process.roles", "broker"),
                Map.entry("node.id", String.valueOf(NODE_ID)),
                Map.entry("controller.quorum.voters", controller(admin)),
                Map.entry("controller.listener.names", CONTROLLER),
                Map.entry("listeners", listener),
                Map.entry("advertised.listeners", listener),
                Map.entry(
                        "listener.security.protocol.map",
                        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("log.dirs", directory.toString()),
                Map.entry("num.network.threads", "1"),
                Map.entry("num.io.threads", "2"),
                Map.entry("log.cleaner.dedupe.buffer.size", String.valueOf(8 << 20)));
    }

    private static String controller(Admin admin) throws ExecutionException, InterruptedException {
        return admin.describeMetadataQuorum().quorumInfo().get().nodes().values().stream()
                .flatMap(node ->
                        node.endpoints().stream()
                                .map(at -> node.nodeId() + "@" + at.host() + ":" + at.port()))
                .findFirst()
                .orElseThrow();
    }
}
