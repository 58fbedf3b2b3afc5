package io.tollgate.admin;

import static io.tollgate.admin.AdminUnderTest.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tollgate.admin.audit.HeadKey;
import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.OnBothBrokers;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.AuditEntry;
import io.tollgate.schemas.audit.AuditFinding;
import io.tollgate.schemas.audit.AuditReport;
import io.tollgate.schemas.audit.AuditVerifier;
import io.tollgate.schemas.audit.SignedHead;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Nobody can make the audit say anything else. */
@OnBothBrokers
@ExtendWith(BrokerExtension.class)
class AuditVerifyIT {
    @TempDir private Path dir;

    @Test
    void anInstanceThatIsStartedAgainGoesOnWithItsChain(TestBroker broker) throws Exception {
        for (int start = 0; start < 3; start++) {
            try (var admin = AdminUnderTest.start(broker, dir)) {
                expect(
                        201,
                        admin.post("/v1/plans", "{\"id\": \"p" + start + "\", \"limits\": []}"));
            }
            assertThat(new AuditTopic(broker).verify().findings()).isEmpty();
        }
        assertThat(new AuditTopic(broker).entries())
                .extracting(AuditEntry::getSequence)
                .containsExactlyElementsOf(
                        LongStream.range(0, new AuditTopic(broker).entries().size())
                                .boxed()
                                .toList());
        assertThat(new AuditTopic(broker).entries()).hasSizeGreaterThanOrEqualTo(10);

        var topic = new AuditTopic(broker).topic();
        try (var forger = KafkaRecords.to(broker, topic)) {
            forger.send("admin-admin-1", new AuditTopic(broker).entries().getFirst());
        }
        assertThat(new AuditTopic(broker).verify().findings())
                .extracting(AuditFinding::kind)
                .contains(AuditFinding.Kind.REORDERED);
    }

    @Test
    void findsThatKafkaWasToldToDeleteTheOldestEntries(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            admin.makeOwnerAndPlan();
        }
        String topic = new AuditTopic(broker).topic().name();
        broker.admin()
                .deleteRecords(
                        Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(3)))
                .all()
                .get();

        assertThat(new AuditTopic(broker).verify().findings())
                .extracting(AuditFinding::kind, AuditFinding::sequence)
                .containsExactly(tuple(AuditFinding.Kind.REMOVED, 2L));
    }

    @Test
    void verifiesNoTopicThatIsNotThere(TestBroker broker) {
        assertThatThrownBy(() -> new AuditTopic(broker).verify())
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("audit-admin");
    }

    @Test
    void signsItsNewestEntryAtItsEndAsWell(TestBroker broker) throws Exception {
        for (String id : List.of("first", "second")) {
            try (var admin = AdminUnderTest.start(broker, dir)) {
                expect(201, admin.post("/v1/plans", "{\"id\": \"" + id + "\", \"limits\": []}"));
            }
        }
        Path key = dir.resolve("audit-key");
        assertThat(Files.getPosixFilePermissions(key)).hasSize(2);
        List<SignedHead> heads =
                Files.readAllLines(dir.resolve("audit-heads")).stream()
                        .map(SignedHead::parse)
                        .toList();
        assertThat(heads).hasSizeGreaterThanOrEqualTo(2);

        var publicKey = HeadKey.readPublic(dir.resolve("audit-key.pub"));
        AuditReport report = new AuditTopic(broker).verify(new AuditVerifier(heads, publicKey));
        assertThat(report.findings()).isEmpty();
        assertThat(report.unanchored()).isEmpty();
        assertThat(report.entries()).isEqualTo(10);

        var empty = new AuditVerifier(heads, publicKey);
        assertThat(empty.report().findings())
                .extracting(AuditFinding::kind)
                .containsExactly(AuditFinding.Kind.TRUNCATED);
    }
}
