package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditCommandIT extends ShellFixture {
    private static final String ENTRY =
            """
            {"writer":"admin-a","sequence":7,"at":"2030-01-01T12:00:00Z","phase":"OUTCOME",\
            "intent":6,"actor":"op_1","action":"keys.create","target":"key_1","reason":null,\
            "difference":null,"result":"OK"}\
            """;

    @Test
    void listsWhatIsWanted() throws IOException {
        answer(ENTRY, "null");

        assertThat(
                        run(
                                "audit",
                                "list",
                                "--actor",
                                "op_1",
                                "--resource",
                                "keys",
                                "--from",
                                "2030-01-01"))
                .as(err.toString())
                .isZero();

        assertThat(api.requests())
                .containsExactly(
                        "/v1/audit?actor=op_1&from=2030-01-01T00%3A00%3A00Z&limit=100&resource=keys");
        assertThat(out.toString().lines())
                .containsExactly(
                        "AT                    PHASE    ACTOR  ACTION       TARGET  RESULT  REASON  WRITER   NUMBER",
                        "2030-01-01T12:00:00Z  OUTCOME  op_1   keys.create  key_1   OK              admin-a  7");
    }

    @Test
    void saysWhetherThereIsNoneOrOnlyNoneSoFar() throws IOException {
        answer("", "null");
        answer("", "\"c\"");

        assertThat(run("audit", "list")).as(err.toString()).isZero();
        assertThat(run("audit", "list")).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "There is no such entry.",
                        "There is none so far; --all looks at the rest.");
    }

    @Test
    void exportsAllPartsToAFileALineForEachEntry() throws IOException {
        answer(ENTRY + "," + ENTRY.replace(":7,", ":6,"), "\"one\"");
        answer("", "\"two\"");
        answer(ENTRY.replace(":7,", ":5,"), "null");
        Path file = Files.writeString(dir.resolve("audit.ndjson"), "what was there before");

        assertThat(
                        run(
                                "audit",
                                "export",
                                "--from",
                                "2030-01-01",
                                "--to",
                                "2030-01-02T00:00:00Z",
                                "--out",
                                file.toString()))
                .as(err.toString())
                .isZero();

        assertThat(Files.readAllLines(file))
                .containsExactly(ENTRY, ENTRY.replace(":7,", ":6,"), ENTRY.replace(":7,", ":5,"));
        assertThat(out.toString().lines()).containsExactly("wrote " + file + ": 3 entries");
        assertThat(api.requests())
                .containsExactly(
                        "/v1/audit?from=2030-01-01T00%3A00%3A00Z&limit=1000&to=2030-01-02T00%3A00%3A00Z",
                        "/v1/audit?cursor=one&from=2030-01-01T00%3A00%3A00Z&limit=1000&to=2030-01-02T00%3A00%3A00Z",
                        "/v1/audit?cursor=two&from=2030-01-01T00%3A00%3A00Z&limit=1000&to=2030-01-02T00%3A00%3A00Z");
    }

    @Test
    void exportsNothingButEntriesToStandardOutput() throws IOException {
        answer(ENTRY, "null");

        assertThat(run("audit", "export")).as(err.toString()).isZero();

        assertThat(out).hasToString(ENTRY + "\n");
    }

    @Test
    void leavesTheFileAsItWasIfTheExportEndsHalfway() throws IOException {
        answer(ENTRY, "\"one\"");
        api.answering(
                503,
                "{\"type\": \"urn:tollgate:problem:kafka-unreachable\", \"detail\": \"Kafka does"
                        + " not answer\"}");
        Path file = Files.writeString(dir.resolve("audit.ndjson"), "what was there before");

        assertThat(run("audit", "export", "--out", file.toString())).isEqualTo(1);

        assertThat(err.toString()).contains("503", "Kafka does not answer");
        assertThat(file).hasContent("what was there before");
        assertThat(dir).isDirectoryNotContaining("glob:**.part");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "audit -> Say what to do, such as: tollgate audit list",
                "audit list --from yesterday -> 'yesterday' is not a time",
                "audit export --out no/such/directory/file -> --out names a file in a directory",
                "audit verify --heads heads -> --heads and --key are given together",
                "audit verify --heads no-such-file --key k -> the heads in no-such-file can't be read"
            })
    void endsWith2AndNamesWhatIsWrong(String line) {
        String[] parts = line.split(" -> ", 2);

        assertThat(line(parts[0].split(" "))).isEqualTo(2);

        assertThat(err.toString().lines().findFirst().orElse("")).contains(parts[1]);
        assertThat(api.requests()).isEmpty();
    }

    private void answer(String items, String next) {
        api.answering(200, "{\"items\": [" + items + "], \"next\": " + next + "}");
    }
}
