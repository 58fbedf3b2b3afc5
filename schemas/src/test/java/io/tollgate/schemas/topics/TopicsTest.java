package io.tollgate.schemas.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TopicsTest {
    private final Topics topics = new Topics("tollgate.", Partitions.DEFAULT);

    @Test
    void allTopicsCarryThePrefixAndAreNamedOnce() {
        List<String> names = topics.all().stream().<String>map(Topic::name).toList();
        assertThat(names)
                .hasSize(22)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.startsWith("tollgate."));
    }

    @Test
    void revocationsHaveOnePartitionSoThatTheyHaveOneOrder() {
        assertThat(topics.revocations.partitions()).isEqualTo(1);
    }

    @Test
    void tombstonesOfControlTopicsLiveThirtyDays() {
        assertThat(topics.control())
                .allSatisfy(topic -> {
                    assertThat(topic.config()).containsEntry("cleanup.policy", "compact");
                    assertThat(topic.config()).containsEntry("delete.retention.ms", "2592000000");
                });
    }

    @Test
    void theBrokersClockIsTheTimeOfRequestsAndHeartbeats() {
        assertThat(topics.requests.config())
                .containsEntry("message.timestamp.type", "LogAppendTime");
        assertThat(topics.edges.config()).containsEntry("message.timestamp.type", "LogAppendTime");
    }

    @Test
    void theNumberOfPartitionsIsASetting() {
        var wide = new Topics("x.", new Partitions(48, 12, 24, 6));
        assertThat(wide.requests.partitions()).isEqualTo(48);
        assertThat(wide.keys.partitions()).isEqualTo(12);
        assertThat(wide.usageHour.partitions()).isEqualTo(24);
        assertThat(wide.throttles.partitions()).isEqualTo(6);
    }
}
