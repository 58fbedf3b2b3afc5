package io.tollgate.admin.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.admin.table.Appender;
import io.tollgate.admin.table.WriteRefusedException;
import io.tollgate.schemas.Claim;
import io.tollgate.schemas.ClaimState;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class ClaimAlarmTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

    private final List<String> known = new ArrayList<>();
    private final PlayedKafka kafka = new PlayedKafka();
    private final ClaimAlarm alarm =
            new ClaimAlarm(
                    known::contains, new Topics("test.", Partitions.DEFAULT), kafka, () -> NOON);

    @Test
    void isRaisedOnceForALinkThoughTheAlertIsNotReadBackYet() {
        alarm.raise(claim("claim_1"));
        alarm.raise(claim("claim_1"));
        alarm.raise(claim("claim_2"));

        assertThat(kafka.written).hasSize(2);
    }

    @Test
    void isNotRaisedAgainAfterARestart() {
        known.add("alert_1");

        alarm.raise(claim("claim_1"));

        assertThat(kafka.written).isEmpty();
    }

    @Test
    void isRaisedAtTheNextUseWhenKafkaDidNotTakeIt() {
        kafka.refuses = true;
        alarm.raise(claim("claim_1"));
        kafka.refuses = false;

        alarm.raise(claim("claim_1"));

        assertThat(kafka.written).hasSize(1);
    }

    private static Claim claim(String id) {
        return Claim.newBuilder()
                .setClaimId(id)
                .setKeyId("key_1")
                .setOwnerId("acme")
                .setState(ClaimState.CLAIMED)
                .setVersion(2)
                .setTokenHash("")
                .setCreatedAt(NOON)
                .setExpiresAt(NOON)
                .setClaimedAt(NOON)
                .build();
    }

    private static final class PlayedKafka implements Appender {
        private final List<SpecificRecord> written = new ArrayList<>();
        private boolean refuses;

        @Override
        public <V extends SpecificRecord> long append(Topic<V> topic, String key, V value) {
            if (refuses) {
                throw new WriteRefusedException(
                        WriteRefusedException.Reason.UNREACHABLE, "Kafka is away");
            }
            written.add(value);
            return written.size();
        }

        @Override
        public <V extends SpecificRecord> void appendLater(Topic<V> topic, String key, V value) {
            throw new AssertionError();
        }

        @Override
        public <V extends SpecificRecord> void appendToEach(
                Topic<V> topic, String keyPrefix, V value) {
            throw new AssertionError();
        }
    }
}
