package io.tollgate.embedded;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.QuorumConfig;
import org.slf4j.LoggerFactory;

/** Kafka's own broker and controller, in one node. Not thread-safe: one thread starts and stops. */
final class KafkaNode {
    /*
     * This is what kafka.server.KafkaRaftServer does, with two differences that its constructor
     * leaves no room for: a fatal fault is reported and does not end the process, and the sockets
     * are ours. KafkaRaftServer makes "new SharedServer(…)" the same way; compare when upgrading.
     */
    private static final Duration LEADERS_LEAVE_WITHIN = Duration.ofSeconds(10);

    private final ControllerServer controller;
    private final BrokerServer broker;

    private KafkaNode(ControllerServer controller, BrokerServer broker) {
        this.controller = controller;
        this.broker = broker;
    }

    /** Formats the directory if it is new, and puts the node together without starting it. */
    static KafkaNode on(
            Path directory, Map<String, String> config, BoundSockets sockets, Faults faults) {
        format(directory);
        var kafkaConfig = new KafkaConfig(config, false);
        var stored =
                KafkaRaftServer.initializeLogDirs(
                        kafkaConfig, LoggerFactory.getLogger(KafkaNode.class), "");
        var quorum = kafkaConfig.quorumConfig();
        var clusterId = stored._1().clusterId().orElseThrow();
        var shared =
                new SharedServer(
                        kafkaConfig,
                        stored._1(),
                        Time.SYSTEM,
                        Server.initializeMetrics(kafkaConfig, Time.SYSTEM, clusterId),
                        CompletableFuture.completedFuture(
                                QuorumConfig.parseVoterConnections(quorum.voters())),
                        QuorumConfig.parseBootstrapServers(quorum.bootstrapServers()),
                        faults,
                        sockets);
        return new KafkaNode(
                new ControllerServer(shared, KafkaRaftServer.configSchema(), stored._2()),
                new BrokerServer(shared));
    }

    /** Returns when clients are served; a node that fails to start is to be stopped too. */
    void start() {
        controller.startup();
        broker.startup();
    }

    void stop() {
        try {
            broker.shutdown(LEADERS_LEAVE_WITHIN);
        } finally {
            controller.shutdown();
        }
    }

    private static void format(Path directory) {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        try (var unheard =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(unheard)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(BrokerConfig.NODE_ID)
                    .setControllerListenerName(BoundSockets.CONTROLLER)
                    .setMetadataLogDirectory(directory.toString())
                    .addDirectory(directory.toString())
                    .setIgnoreFormatted(true)
                    .setHasDynamicQuorum(false)
                    .run();
        } catch (Exception e) {
            throw new IllegalStateException("the broker cannot format " + directory, e);
        }
    }
}
