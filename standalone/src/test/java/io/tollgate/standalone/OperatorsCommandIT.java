package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorsCommandIT extends ShellFixture {
    private static final String ADA =
            """
            {"id": "op_1", "name": "Ada", "role": "VIEWER", "state": "ACTIVE", "expiresAt": null}\
            """;

    @Test
    void listsOperatorsAndEdges() throws IOException {
        api.answering(200, "{\"items\": [" + ADA + "], \"next\": null}")
                .answering(
                        200,
                        """
                        {"items": [{"edgeId": "E1", "boot": "b1", "name": "edge-1", "version": "1",
                         "address": "h:8080", "standing": "LIVE", "state": "READY",
                         "startedAt": "2030-01-01T12:00:00Z", "stateAgeMillis": 120,
                         "silentMillis": 400, "outboxEvents": 0, "blocked": null}], "next": null}
                        """);

        assertThat(run("operators", "list")).as(err.toString()).isZero();
        assertThat(run("edges")).as(err.toString()).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "ID    ROLE    STATE   EXPIRES  NAME",
                        "op_1  VIEWER  ACTIVE           Ada",
                        "NAME    ID  STANDING  STATE  STATE AGE  SILENT  TO SHIP  VERSION  ADDRESS  STARTED               BOOT  BLOCKED  MAY ADMIT UNTIL",
                        "edge-1  E1  LIVE      READY  120        400     0        1        h:8080   2030-01-01T12:00:00Z  b1");
        assertThat(api.requests())
                .containsExactly("/v1/operators?limit=100", "/v1/edges?limit=100");
    }

    @Test
    void tellsATokenOnceWithAWarning() throws IOException {
        String told = ADA.replace("}", ", \"token\": \"tgadm_live_x\"}");
        api.answering(201, told).answering(200, told);

        assertThat(
                        run(
                                "operators",
                                "create",
                                "--name",
                                "Ada",
                                "--role",
                                "viewer",
                                "--expires",
                                "T"))
                .as(err.toString())
                .isZero();
        assertThat(run("operators", "token", "op_1")).isZero();

        assertThat(out.toString().lines().filter(line -> line.contains("shown this once")))
                .hasSize(2);
        assertThat(out.toString()).contains("tgadm_live_x");
        assertThat(api.bodies().getFirst())
                .contains("\"name\":\"Ada\"", "\"role\":\"viewer\"", "\"expiresAt\":\"T\"");
        assertThat(api.requests()).containsExactly("/v1/operators", "/v1/operators/op_1/token");
        assertThat(api.methods()).containsExactly("POST", "POST");
    }

    @Test
    void changesOnlyWhatIsSaid() throws IOException {
        api.answering(200, ADA).answering(200, ADA).answering(204, "").answering(200, ADA);

        assertThat(run("operators", "change", "op_1", "--expires", "never", "--disable"))
                .as(err.toString())
                .isZero();
        assertThat(run("operators", "change", "op_1", "--role", "admin", "--enable")).isZero();
        assertThat(run("operators", "delete", "op_1")).isZero();
        assertThat(run("operators", "me")).isZero();

        assertThat(api.bodies())
                .containsExactly(
                        "{\"expiresAt\":null,\"state\":\"DISABLED\"}",
                        "{\"role\":\"admin\",\"state\":\"ACTIVE\"}",
                        "",
                        "");
        assertThat(api.methods()).containsExactly("PATCH", "PATCH", "DELETE", "GET");
        assertThat(api.requests().getLast()).isEqualTo("/v1/operators/me");
    }

    @Test
    void makesABreakGlassTokenOfWhichOnlyTheHashIsKept() throws IOException {
        Path file = dir.resolve("break-glass");

        assertThat(line("operators", "break-glass", "--file", file.toString())).isZero();

        String token = out.toString().lines().findFirst().orElseThrow();
        assertThat(token).matches("tgglass_live_[0-9A-Za-z]{49}");
        assertThat(Files.readString(file)).matches("sha256:[0-9a-f]{64}\n").doesNotContain(token);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        String before = Files.readString(file);
        assertThat(line("operators", "break-glass", "--file", file.toString())).isEqualTo(2);
        assertThat(Files.readString(file)).isEqualTo(before);
        assertThat(line("operators", "break-glass", "--replace", "--file", file.toString()))
                .isZero();
        assertThat(Files.readString(file)).isNotEqualTo(before);
        assertThat(api.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "operators -> Say what to do, such as: tollgate operators list",
                "operators create --name Ada -> --role",
                "operators change op_1 -> say what: --name",
                "operators change op_1 --enable --disable -> mutually exclusive"
            })
    void endsWith2AndNamesWhatIsWrong(String line) {
        String[] parts = line.split(" -> ", 2);

        assertThat(line(parts[0].split(" "))).isEqualTo(2);

        assertThat(err.toString().lines().findFirst().orElse("")).contains(parts[1]);
        assertThat(api.requests()).isEmpty();
    }
}
