package io.tollgate.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tollgate.edge.door.PortUnavailableException;
import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.OnBothBrokers;
import io.tollgate.embedded.testing.OwnBroker;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.EdgeState;
import io.tollgate.schemas.EdgeStatus;
import io.tollgate.schemas.Limit;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@OnBothBrokers
@ExtendWith(BrokerExtension.class)
class EdgeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestBroker broker;
    @TempDir private Path directory;
    private Installation installation;

    EdgeIT(TestBroker broker) {
        this.broker = broker;
    }

    @BeforeEach
    void install() throws Exception {
        installation = new Installation(broker, directory);
    }

    @AfterEach
    void uninstall() {
        installation.close();
    }

    @Test
    void letsAKeyThroughAndTellsKafka() throws Exception {
        installation.provision();
        try (Edge edge = Edge.start(installation.settings(Map.of()))) {
            edge.awaitReady();

            var reply = installation.get(edge.port(), "/a", Installation.SECRET);
            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo("hello");
            assertThat(installation.status(edge, Installation.UNKNOWN_SECRET)).isEqualTo(401);

            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(installation.events())
                                    .extracting(
                                            event -> event.getOutcome(),
                                            event -> event.getPhase(),
                                            event -> event.getKeyId(),
                                            event -> event.getStatus())
                                    .contains(
                                            org.assertj.core.api.Assertions.tuple(
                                                    Outcome.ADMITTED,
                                                    Phase.WHOLE,
                                                    Installation.KEY_ID,
                                                    200)));
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(installation.events())
                                    .anyMatch(event -> event.getOutcome() == Outcome.UNKNOWN_KEY));
            var metrics = installation.get(edge.privatePort(), "/metrics", "").body();
            assertThat(metrics)
                    .contains("tollgate_requests_total{door=\"proxy\",outcome=\"admitted\"} 1.0")
                    .contains("tollgate_latency_seconds_bucket")
                    .contains("tollgate_outbox_events");
        }
    }

    @Test
    void refusesARevokedKey() throws Exception {
        installation.provision();
        try (Edge edge = Edge.start(installation.settings(Map.of()))) {
            edge.awaitReady();
            assertThat(installation.status(edge, Installation.SECRET)).isEqualTo(200);

            installation.revoke(Installation.KEY_ID);

            await().atMost(PATIENCE)
                    .until(() -> installation.status(edge, Installation.SECRET) == 401);
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(installation.all(installation.topics.edges))
                                    .anyMatch(status ->
                                            status.getApplied().getOrDefault("revocations|0", 0L)
                                                    >= 2));
        }
    }

    @Test
    void limitsAKey() throws Exception {
        installation.provision(new Limit("minute", 5L, "PT1M", LimitKind.RATE, LimitScope.KEY));
        try (Edge edge = Edge.start(installation.settings(Map.of()))) {
            edge.awaitReady();

            int admitted = 0;
            for (int i = 0; i < 12; i++) {
                var reply = installation.get(edge.port(), "/a", Installation.SECRET);
                if (reply.statusCode() == 200) {
                    admitted++;
                } else {
                    assertThat(reply.statusCode()).isEqualTo(429);
                    assertThat(reply.headers().firstValue("Retry-After")).isPresent();
                    assertThat(reply.headers().firstValue("RateLimit-Policy"))
                            .hasValue("\"minute\";q=5;w=60");
                }
            }
            assertThat(admitted).isEqualTo(5);
        }
    }

    @Test
    void tellsTheFleetWhenItIsReadyAndWhenItLeaves() throws Exception {
        try (Edge edge = Edge.start(installation.settings(Map.of()))) {
            edge.awaitReady();
            assertThat(installation.get(edge.privatePort(), "/health/ready", "").statusCode())
                    .isEqualTo(200);
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(installation.all(installation.topics.edges))
                                    .extracting(EdgeStatus::getState)
                                    .contains(EdgeState.READY));
        }
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(installation.all(installation.topics.edges))
                                .extracting(EdgeStatus::getState)
                                .endsWith(EdgeState.LEFT));
    }

    @Test
    @OwnBroker
    void goesOnFromItsDiskWhileKafkaIsAway(TestBroker own, @TempDir Path other) throws Exception {
        try (var world = new Installation(own, other)) {
            world.provision();
            try (Edge edge = Edge.start(world.settings(Map.of()))) {
                edge.awaitReady();
                assertThat(world.status(edge, Installation.SECRET)).isEqualTo(200);
                await().atMost(PATIENCE).until(() -> world.events().size() == 1);
            }
            EdgeSettings settings = world.settings(Map.of());
            own.stop();

            try (Edge edge = Edge.start(settings)) {
                edge.awaitReady();
                assertThat(world.status(edge, Installation.SECRET)).isEqualTo(200);
                assertThat(world.status(edge, Installation.UNKNOWN_SECRET)).isEqualTo(401);

                own.start();

                await().atMost(PATIENCE.multipliedBy(2))
                        .untilAsserted(() ->
                                assertThat(world.events())
                                        .filteredOn(event -> event.getOutcome() == Outcome.ADMITTED)
                                        .hasSize(2));
            }
        }
    }

    @Test
    void namesTheSettingOfABusyPort() throws Exception {
        try (var busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(busy.getLocalPort());

            assertThatThrownBy(() ->
                            Edge.start(installation.settings(Map.of("TOLLGATE_EDGE_PORT", port))))
                    .isInstanceOf(PortUnavailableException.class)
                    .hasMessageContaining(port)
                    .hasMessageContaining("TOLLGATE_EDGE_PORT");
        }
        // What it had opened before is closed again.
        Edge.start(installation.settings(Map.of())).close();
    }
}
