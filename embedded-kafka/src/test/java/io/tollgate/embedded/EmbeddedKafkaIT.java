package io.tollgate.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.embedded.testing.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
    private static final String LOOPBACK = "127.0.0.1";

    @TempDir Path directory;

    @Test
    void keepsRecordsAndCommittedOffsetsAcrossARestartOnOtherPorts() throws Exception {
        String before;
        try (var kafka = EmbeddedKafka.start(BrokerSettings.in(directory))) {
            before = kafka.bootstrapServers();
            Records.createTopic(before);
            Records.write(before, 0, 100);
            Records.commit(before, 40);
        }
        try (var formerPort = occupy(before);
                var kafka = EmbeddedKafka.start(BrokerSettings.in(directory))) {
            var after = kafka.bootstrapServers();
            assertThat(after).isNotEqualTo(LOOPBACK + ":" + formerPort.getLocalPort());
            assertThat(Records.readOn(after)).isEqualTo(numbers(40, 100));

            Records.write(after, 100, 110);
            assertThat(Records.readOn(after)).isEqualTo(numbers(40, 110));
        }
    }

    @Test
    void keepsEverythingItAcknowledgedWhenItsProcessIsKilled() throws Exception {
        try (var process = BrokerInItsOwnProcess.start(directory)) {
            Records.createTopic(process.bootstrapServers());
            Records.write(process.bootstrapServers(), 0, 1_000);
            Records.commit(process.bootstrapServers(), 700);
            process.kill();
        }
        try (var kafka = EmbeddedKafka.start(BrokerSettings.in(directory))) {
            assertThat(Records.readOn(kafka.bootstrapServers())).isEqualTo(numbers(700, 1_000));
            Records.write(kafka.bootstrapServers(), 1_000, 1_001);
        }
    }

    @Test
    void listensWhereItIsTold() throws Exception {
        int port = FreePorts.one();
        int controllerPort = FreePorts.one();
        var settings =
                BrokerSettings.in(directory)
                        .listeningOn(LOOPBACK, port)
                        .withControllerPort(controllerPort);

        try (var kafka = EmbeddedKafka.start(settings)) {
            assertThat(kafka.bootstrapServers()).isEqualTo(LOOPBACK + ":" + port);
            assertThatThrownBy(() -> occupy(LOOPBACK + ":" + controllerPort))
                    .isInstanceOf(IOException.class);
        }
        occupy(LOOPBACK + ":" + port).close();
        occupy(LOOPBACK + ":" + controllerPort).close();
    }

    @Test
    void namesABusyPortAndStartsNothing() throws Exception {
        var unborn = directory.resolve("unborn");
        var threads = lastingThreads();
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            var clients = BrokerSettings.in(unborn).listeningOn(LOOPBACK, port);
            var controller = BrokerSettings.in(unborn).withControllerPort(port);

            for (var settings : List.of(clients, controller)) {
                assertThatThrownBy(() -> EmbeddedKafka.start(settings))
                        .isInstanceOfSatisfying(
                                PortInUseException.class,
                                e -> {
                                    assertThat(e.host()).isEqualTo(LOOPBACK);
                                    assertThat(e.port()).isEqualTo(port);
                                })
                        .hasMessage("port " + port + " on 127.0.0.1 is already in use");
            }
        }
        assertThat(unborn).doesNotExist();
        assertThat(lastingThreads()).isEqualTo(threads);
    }

    @Test
    void saysWhyItCannotListenOnAnAddressOfAnotherMachine() {
        var elsewhere = BrokerSettings.in(directory).listeningOn("192.0.2.1", 0);

        assertThatThrownBy(() -> EmbeddedKafka.start(elsewhere))
                .hasMessageStartingWith("cannot listen on 192.0.2.1:0: ");
    }

    @Test
    void leavesARunningBrokersDirectoryAlone() throws Exception {
        try (var kafka = EmbeddedKafka.start(BrokerSettings.in(directory))) {
            Records.createTopic(kafka.bootstrapServers());
            Records.write(kafka.bootstrapServers(), 0, 10);

            assertThatThrownBy(() -> EmbeddedKafka.start(BrokerSettings.in(directory)))
                    .isInstanceOf(DirectoryInUseException.class)
                    .hasMessageContaining(directory.toString());

            assertThat(Records.readOn(kafka.bootstrapServers())).isEqualTo(numbers(0, 10));
        }
    }

    @Test
    void leavesNoThreadAndNoLockBehindWhenKafkaFailsHalfWay() throws Exception {
        EmbeddedKafka.start(BrokerSettings.in(directory)).close();
        var quorumState = directory.resolve("__cluster_metadata-0").resolve("quorum-state");
        var sound = Files.readString(quorumState);
        Files.writeString(quorumState, "not what Kafka wrote");
        var threads = lastingThreads();

        assertThatThrownBy(() -> EmbeddedKafka.start(BrokerSettings.in(directory)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(directory + " did not start");

        assertThat(lastingThreads()).isEqualTo(threads);
        Files.writeString(quorumState, sound);
        EmbeddedKafka.start(BrokerSettings.in(directory)).close();
    }

    @Test
    void leavesNoThreadBehindWhenItIsClosed() {
        var threads = lastingThreads();
        var kafka = EmbeddedKafka.start(BrokerSettings.in(directory));
        assertThat(lastingThreads()).isNotEqualTo(threads);

        kafka.close();
        kafka.close();

        assertThat(lastingThreads()).isEqualTo(threads);
    }

    @Test
    void twoOfThemShareAProcessAndNothingElse(@TempDir Path other) throws Exception {
        try (var first = EmbeddedKafka.start(BrokerSettings.in(directory));
                var second = EmbeddedKafka.start(BrokerSettings.in(other))) {
            Records.createTopic(first.bootstrapServers());
            Records.createTopic(second.bootstrapServers());
            Records.write(first.bootstrapServers(), 0, 10);
            Records.write(second.bootstrapServers(), 10, 20);

            assertThat(Records.readOn(first.bootstrapServers())).isEqualTo(numbers(0, 10));
            assertThat(Records.readOn(second.bootstrapServers())).isEqualTo(numbers(10, 20));
        }
    }

    @Test
    void createsNoTopicThatNobodyAskedFor() {
        try (var kafka = EmbeddedKafka.start(BrokerSettings.in(directory));
                var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            var mistyped = List.of("mistyped");

            assertThatThrownBy(() -> admin.describeTopics(mistyped).allTopicNames().get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        }
    }

    @Test
    void takesPartInTransactions() throws Exception {
        try (var kafka = EmbeddedKafka.start(BrokerSettings.in(directory))) {
            Records.createTopic(kafka.bootstrapServers());
            var config =
                    Map.<String, Object>of(
                            "bootstrap.servers",
                            kafka.bootstrapServers(),
                            "transactional.id",
                            "writer");
            try (var producer =
                    new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
                producer.initTransactions();
                producer.beginTransaction();
                var sent = producer.send(new ProducerRecord<>("numbers", "n", "7"));
                producer.commitTransaction();
                assertThat(sent.get().offset()).isZero();
            }
            assertThat(Records.readOn(kafka.bootstrapServers())).contains(7);
        }
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private static ServerSocket occupy(String address) throws IOException {
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }

    /** The threads that would keep a JVM alive. */
    private static Set<Thread> lastingThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.isDaemon())
                .collect(Collectors.toSet());
    }
}
