package io.tollgate.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaConnectionTest {
    @Test
    void isOnThisMachineUnlessToldOtherwise() {
        assertThat(KafkaConnection.from(Map.of()).bootstrapServers()).isEqualTo("localhost:9092");
    }

    @Test
    void passesWhateverClientsUnderstand() {
        var connection =
                KafkaConnection.from(
                        Map.of(
                                "KAFKA_BOOTSTRAP_SERVERS", "kafka:9092",
                                "KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                                "TOLLGATE_KAFKA_SASL_MECHANISM", "SCRAM-SHA-512"));
        assertThat(connection.properties())
                .containsEntry("bootstrap.servers", "kafka:9092")
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512");
    }

    @Test
    void oursWinOverThoseThatTheMachineHasForOthers() {
        var connection =
                KafkaConnection.from(
                        Map.of(
                                "KAFKA_BOOTSTRAP_SERVERS",
                                "a:1",
                                "TOLLGATE_KAFKA_BOOTSTRAP_SERVERS",
                                "b:2"));
        assertThat(connection.bootstrapServers()).isEqualTo("b:2");
    }

    @Test
    void itsTextFormShowsNoValueThatMayBeSecret() {
        var connection =
                KafkaConnection.from(Map.of("KAFKA_SASL_JAAS_CONFIG", "password=\"hunter2\""));
        assertThat(connection.toString()).contains("sasl.jaas.config").doesNotContain("hunter2");
    }
}
