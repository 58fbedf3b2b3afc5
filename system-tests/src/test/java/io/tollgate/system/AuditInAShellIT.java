package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.AuditEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** What operators see of the audit in a shell. */
@Fleet(edges = 1)
class AuditInAShellIT {
    private final Installation tollgate;
    private final AdminApi admin;

    AuditInAShellIT(Installation tollgate) {
        this.tollgate = tollgate;
        this.admin = tollgate.admin();
    }

    @Test
    void isListedExportedVerifiedAndFoundToBeTamperedWith() throws Exception {
        tollgate.plan("open");
        admin.owner("acme");
        ApiKey key = tollgate.issue("acme", "open");
        admin.revoke(Map.of("keyId", key.id()));
        Installation.await("the audit tells of the revocation")
                .until(() ->
                        entries().stream()
                                .anyMatch(entry -> entry.getAction().equals("revocations.create")));
        Path heads = tollgate.adminDirectory().resolve("audit-heads");
        Installation.await("the newest entry is signed")
                .until(() -> lastHead(heads).contains(" " + (entries().size() - 1) + " "));

        Program list = tollgate.command("audit", "list", "--target", key.id());
        assertThat(list.ended()).as(list.tail()).isZero();
        assertThat(list.output()).contains("NUMBER", "INTENT", "OUTCOME", "keys.create", key.id());

        Path file = tollgate.adminDirectory().resolve("all.ndjson");
        Program export = tollgate.command("audit", "export", "--out", file.toString());
        assertThat(export.ended()).as(export.tail()).isZero();
        assertThat(Files.readAllLines(file)).hasSameSizeAs(entries());
        assertThat(Files.readString(file)).doesNotContain(key.secret());

        Program verify = verify(heads);
        assertThat(verify.ended()).as(verify.tail()).isZero();
        assertThat(verify.output())
                .contains(entries().size() + " entries, nothing is wrong with their chains")
                .doesNotContain("unanchored");

        forge();
        Program again = verify(heads);
        assertThat(again.ended()).as(again.tail()).isEqualTo(1);
        assertThat(again.output()).contains("REORDERED admin-admin-1, entry 0: stands behind");
    }

    private Program verify(Path heads) {
        Path key = tollgate.adminDirectory().resolve("audit-key.pub");
        return tollgate.command(
                "audit", "verify", "--heads", heads.toString(), "--key", key.toString());
    }

    /** Somebody brings the first entry again. */
    private void forge() throws Exception {
        var topic = tollgate.topics().auditAdmin;
        AuditEntry first = entries().getFirst();
        try (var producer =
                new KafkaProducer<>(
                        tollgate.broker().clientProperties(),
                        new StringSerializer(),
                        topic.values().serializer())) {
            producer.send(new ProducerRecord<>(topic.name(), first.getWriterId(), first)).get();
        }
    }

    private List<AuditEntry> entries() {
        return new TopicReader(tollgate.broker())
                .all(tollgate.topics().auditAdmin).stream().map(ConsumerRecord::value).toList();
    }

    private static String lastHead(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file).getLast() : "";
    }
}
