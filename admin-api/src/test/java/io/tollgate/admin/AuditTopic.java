package io.tollgate.admin;

import io.tollgate.admin.audit.KafkaAuditCheck;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.AuditEntry;
import io.tollgate.schemas.audit.AuditReport;
import io.tollgate.schemas.audit.AuditVerifier;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.Topics;
import io.tollgate.settings.KafkaConnection;
import java.util.List;
import java.util.Map;

/** The audit of a test's installation, read and verified beside the program. */
record AuditTopic(TestBroker broker) {
    Topic<AuditEntry> topic() {
        return new Topics(broker.prefix(), Partitions.DEFAULT).auditAdmin;
    }

    List<AuditEntry> entries() {
        return KafkaRecords.valuesOf(broker, topic());
    }

    AuditReport verify() {
        return verify(new AuditVerifier());
    }

    AuditReport verify(AuditVerifier verifier) {
        var kafka =
                KafkaConnection.from(Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers()));
        return KafkaAuditCheck.verify(kafka, topic(), verifier, System::nanoTime);
    }
}
