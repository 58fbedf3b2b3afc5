package io.tollgate.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

/** What Kafka Streams makes of what it is told. */
class StreamsConfigurationTest {
    private final StreamsConfig config =
            new StreamsConfig(
                    StreamsConfiguration.of(
                            MeteringSettings.from(
                                    Map.of(
                                            "TOLLGATE_KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                                            "TOLLGATE_METERING_TOPIC_PREFIX", "acme.")),
                            new MeteringMetrics(new SimpleMeterRegistry())));

    @Test
    void countsExactlyOnceAndCommitsOften() {
        assertThat(config.getString("processing.guarantee")).isEqualTo("exactly_once_v2");
        assertThat(config.getLong("commit.interval.ms")).isEqualTo(400);
        assertThat(config.getString("application.id")).isEqualTo("acme.metering");
        assertThat(config.getInt("num.standby.replicas")).isEqualTo(1);
        assertThat(config.getString("group.protocol")).isEqualTo("classic");
        assertThat(config.getBoolean("processing.exception.handler.global.enabled")).isTrue();
    }

    @Test
    void pollsOftenAndGathersWhatItWrites() {
        assertThat(config.getLong("poll.ms")).isEqualTo(10);
        assertThat(config.getProducerConfigs("p"))
                .containsEntry("linger.ms", 20)
                .containsEntry("batch.size", 131_072);
    }

    @Test
    void movesWorkQuickly() {
        assertThat(config.getMainConsumerConfigs("acme.metering", "c", 0))
                .containsEntry("session.timeout.ms", 6_000)
                .containsEntry("heartbeat.interval.ms", 250);
        assertThat(config.getProducerConfigs("p"))
                .containsEntry("transaction.timeout.ms", 6_000)
                .containsEntry("reconnect.backoff.max.ms", 250);
    }

    @Test
    void reachesKafkaAsTheEnvironmentSays() {
        assertThat(config.getProducerConfigs("p")).containsEntry("security.protocol", "SASL_SSL");
        assertThat(config.getGlobalConsumerConfigs("g"))
                .containsEntry("security.protocol", "SASL_SSL");
    }
}
