package io.tollgate.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.settings.KafkaConnection;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaViewsTest {
    @Test
    void saysThatAViewIsNotOnItsWayWhileTheBrokerIsUnknown() {
        var nowhere = KafkaConnection.from(Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"));
        try (var views = KafkaViews.open(nowhere, MeteringBench.TOPICS.throttles)) {
            assertThat(views.tell("key_1|minute", null)).isFalse();
        }
    }
}
