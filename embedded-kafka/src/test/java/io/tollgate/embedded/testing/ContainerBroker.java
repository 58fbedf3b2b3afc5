package io.tollgate.embedded.testing;

import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.awaitility.Awaitility;
import org.testcontainers.kafka.KafkaContainer;

/** A broker in a container. Stopping it kills it, as an outage does; its data stay inside. */
final class ContainerBroker implements RunningBroker {
    private static final int PORT_INSIDE = 9092;
    private static final Duration COMES_BACK_WITHIN = Duration.ofSeconds(60);

    private final KafkaContainer container;

    ContainerBroker() {
        // A port that the engine chose would be another one after stopping and starting.
        var port = PortBinding.parse("127.0.0.1:" + FreePorts.one() + ":" + PORT_INSIDE);
        container =
                new KafkaContainer("apache/kafka:4.3.1")
                        .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                        .withEnv("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "3")
                        .withEnv("KAFKA_GROUP_STREAMS_INITIAL_REBALANCE_DELAY_MS", "0")
                        .withCreateContainerCmdModifier(create ->
                                Objects.requireNonNullElseGet(
                                                create.getHostConfig(), HostConfig::new)
                                        .withPortBindings(port));
        container.start();
    }

    @Override
    public String bootstrapServers() {
        return container.getBootstrapServers();
    }

    @Override
    public void stop() {
        container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void start() {
        container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
        Awaitility.await("the broker answers again").atMost(COMES_BACK_WITHIN).until(this::answers);
    }

    @Override
    public void close() {
        container.stop();
    }

    private boolean answers() {
        var config =
                Map.<String, Object>of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers(),
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 2_000);
        try (var admin = Admin.create(config)) {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (ConfigException e) {
            throw e;
        } catch (KafkaException | java.util.concurrent.ExecutionException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the broker was starting", e);
        }
    }
}
