package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.settings.KafkaConnection;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class TollgateTest {
    @Test
    void namesAForeignErrorAndWhatCausedIt() {
        var failure =
                new KafkaException(
                        "Failed to construct kafka producer",
                        new ConfigException("No resolvable bootstrap urls"));

        assertThat(Tollgate.sentence(failure))
                .isEqualTo(
                        "org.apache.kafka.common.KafkaException: Failed to construct kafka producer:"
                                + " org.apache.kafka.common.config.ConfigException: No resolvable"
                                + " bootstrap urls");
    }

    @Test
    void doesNotRepeatWhatAnErrorSaysOfItsCause() {
        var failure = new UncheckedIOException(new UnknownHostException("kafka.example"));

        assertThat(Tollgate.sentence(failure))
                .isEqualTo(
                        "java.io.UncheckedIOException: java.net.UnknownHostException:"
                                + " kafka.example");
    }

    @Test
    void takesOurOwnErrorsAtTheirWord() {
        assertThat(Tollgate.sentence(new IllegalArgumentException("the port is 1 to 65535")))
                .isEqualTo("the port is 1 to 65535");
    }

    @Test
    void saysWhereKafkaIsLookedForWhenItDoesNotAnswer() {
        var kafka = KafkaConnection.to("kafka-1:9092");
        var late = new KafkaException("late", new TimeoutException("fetching topic metadata"));

        assertThat(Tollgate.hint(late, kafka))
                .hasValueSatisfying(hint ->
                        assertThat(hint)
                                .contains("Does Kafka run at kafka-1:9092?")
                                .contains("KAFKA_BOOTSTRAP_SERVERS"));
        assertThat(Tollgate.hint(new IllegalStateException("other"), kafka)).isEmpty();
    }
}
