package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.audit.AuditFinding;
import io.tollgate.schemas.audit.AuditFinding.Kind;
import io.tollgate.schemas.audit.AuditReport;
import io.tollgate.schemas.audit.AuditReport.Unanchored;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditVerifyCommandTest {
    @Test
    void saysWhatIsWrongAndWhatNobodyCanTell() {
        var report =
                new AuditReport(
                        7,
                        List.of(
                                new AuditFinding(
                                        Kind.REMOVED,
                                        "admin-1",
                                        3,
                                        "entry 2 is missing before it")),
                        List.of(
                                new Unanchored(
                                        "admin-1", 5, Instant.parse("2030-01-01T12:00:00Z"), 2)));

        assertThat(AuditVerifyCommand.text(report).lines())
                .containsExactly(
                        "REMOVED admin-1, entry 3: entry 2 is missing before it",
                        "unanchored: 2 entries of admin-1 since 2030-01-01T12:00:00Z; that the end"
                                + " was cut off can't be seen",
                        "7 entries, 1 findings");
    }

    @Test
    void saysThatNothingIsWrong() {
        assertThat(AuditVerifyCommand.text(new AuditReport(7, List.of(), List.of())).lines())
                .containsExactly("7 entries, nothing is wrong with their chains");
    }
}
