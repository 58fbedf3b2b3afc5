package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditListCommandIT {
    @TempDir private Path dir;

    @Test
    void asksForWhatIsWantedAndShowsItInLines() throws Exception {
        Path token = Files.writeString(dir.resolve("admin-token"), "tg_token_0123456789\n");
        var out = new StringWriter();
        var err = new StringWriter();
        try (var api = FakeAdminApi.start()) {
            api.answering(
                    200,
                    """
                    {"items": [{"writer": "admin-a", "sequence": 7, "at": "2030-01-01T12:00:00Z",
                     "phase": "OUTCOME", "intent": 6, "actor": "op_1", "action": "keys.create",
                     "target": "key_1", "reason": null, "difference": null, "result": "OK"}],
                     "next": null}\
                    """);
            int exit =
                    Tollgate.line()
                            .setOut(new PrintWriter(out, true))
                            .setErr(new PrintWriter(err, true))
                            .execute(
                                    "audit",
                                    "list",
                                    "--actor",
                                    "op_1",
                                    "--from",
                                    "2030-01-01",
                                    "--api",
                                    api.address(),
                                    "--token-file",
                                    token.toString());

            assertThat(exit).as(err.toString()).isZero();
            assertThat(api.requests())
                    .containsExactly(
                            "/v1/audit?actor=op_1&from=2030-01-01T00%3A00%3A00Z&limit=100");
        }
        assertThat(out.toString())
                .contains("2030-01-01T12:00:00Z", "OUTCOME", "op_1", "keys.create", "key_1", "OK")
                .contains("NUMBER")
                .hasLineCount(2);
    }
}
