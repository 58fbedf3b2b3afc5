package io.tollgate.embedded;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an embedded broker is configured to be: one node for everything, small, on few threads. */
final class BrokerConfig {
    static final int NODE_ID = 1;

    private static final int MEBIBYTE = 1024 * 1024;

    private BrokerConfig() {}

    /** All settings that differ from Kafka's own. */
    static Map<String, String> of(BrokerSettings settings, int port, String controllerAddress) {
        return Stream.of(
                        node(settings, port, controllerAddress),
                        alone(),
                        fewThreads(),
                        littleRoom())
                .flatMap(part -> part.entrySet().stream())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** An IPv6 address in brackets, any other host as it is. */
    static String hostInAddress(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private static Map<String, String> node(
            BrokerSettings settings, int port, String controllerAddress) {
        var clients = BoundSockets.CLIENTS + "://" + hostInAddress(settings.host()) + ":" + port;
        var controller = BoundSockets.CONTROLLER + "://" + controllerAddress;
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", Integer.toString(NODE_ID)),
                Map.entry("controller.quorum.voters", NODE_ID + "@" + controllerAddress),
                Map.entry("listeners", clients + "," + controller),
                Map.entry("advertised.listeners", clients),
                Map.entry(
                        "listener.security.protocol.map",
                        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("controller.listener.names", BoundSockets.CONTROLLER),
                Map.entry("inter.broker.listener.name", BoundSockets.CLIENTS),
                Map.entry("log.dirs", settings.directory().toAbsolutePath().toString()),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("server.max.startup.time.ms", "60000"));
    }

    /**
     * There is no second broker to copy to, and nobody to wait for when a group forms. After a kill
     * the controller lets the broker back in once the session of its former self has ended. What a
     * killed client left undone is looked for every second, since others may wait for it. A
     * transaction waits for the end of the one before it (KIP-890), which takes a millisecond here
     * and not the twenty after which a broker looks again by itself.
     */
    private static Map<String, String> alone() {
        return Map.ofEntries(
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("offsets.topic.num.partitions", "3"),
                Map.entry("transaction.state.log.num.partitions", "3"),
                Map.entry("share.coordinator.state.topic.num.partitions", "1"),
                Map.entry("broker.session.timeout.ms", "4000"),
                Map.entry("broker.heartbeat.interval.ms", "1000"),
                Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"),
                Map.entry("add.partitions.to.txn.retry.backoff.ms", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("group.streams.initial.rebalance.delay.ms", "0"));
    }

    private static Map<String, String> fewThreads() {
        return Map.ofEntries(
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "4"),
                Map.entry("background.threads", "2"),
                Map.entry("num.recovery.threads.per.data.dir", "2"),
                Map.entry("group.coordinator.threads", "1"),
                Map.entry("share.coordinator.threads", "1"),
                Map.entry("log.cleaner.threads", "1"));
    }

    /**
     * A segment that fills takes a file of its size, and what is cleaned is cleaned segment by
     * segment; the controller's idle records are for followers, of which there are none.
     */
    private static Map<String, String> littleRoom() {
        return Map.ofEntries(
                Map.entry("log.segment.bytes", bytes(64)),
                Map.entry("log.index.size.max.bytes", bytes(1)),
                Map.entry("offsets.topic.segment.bytes", bytes(16)),
                Map.entry("transaction.state.log.segment.bytes", bytes(16)),
                Map.entry("log.cleaner.dedupe.buffer.size", bytes(8)),
                Map.entry("metadata.log.segment.bytes", bytes(16)),
                Map.entry("metadata.max.retention.bytes", bytes(32)),
                Map.entry("metadata.max.idle.interval.ms", "5000"));
    }

    private static String bytes(int mebibytes) {
        return Integer.toString(mebibytes * MEBIBYTE);
    }
}
