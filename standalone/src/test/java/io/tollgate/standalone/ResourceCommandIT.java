package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceCommandIT extends ShellFixture {
    private static final String PLAN =
            """
            {"id": "free", "limits": [{"name": "minute", "amount": 10, "window": "PT1M",
             "kind": "rate", "scope": "key"}], "enforcement": "enforce", "whenStale": "serve",
             "version": 1}\
            """;

    @Test
    void listsPlansAsATable() {
        api.answering(200, "{\"items\": [" + PLAN + "], \"next\": null}");

        assertThat(run("plans", "list")).as(err.toString()).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "ID    ENFORCEMENT  WHEN STALE  LIMITS",
                        "free  enforce      serve       minute 10/PT1M rate per key");
        assertThat(api.requests()).containsExactly("/v1/plans?limit=100");
    }

    @Test
    void findsKeysByEveryOption() {
        api.answering(
                200,
                """
                {"items": [{"id": "key_1", "ownerId": "acme", "planId": "free",
                 "environment": "live", "state": "ACTIVE", "prefix": "tg_live_Ab3d",
                 "lastFour": "wxyz", "lastUsedAt": null, "expiresAt": null, "name": "batch job"}],
                 "next": "more"}\
                """);

        int exit =
                run(
                        "keys list --owner acme --plan free --prefix tg --last-four wxyz"
                                + " --tag team:blue --batch legacy --state active");

        assertThat(exit).as(err.toString()).isZero();
        assertThat(api.requests())
                .containsExactly(
                        "/v1/keys?importBatch=legacy&lastFour=wxyz&limit=100&ownerId=acme"
                                + "&planId=free&prefix=tg&state=active&tag=team%3Ablue");
        assertThat(out.toString())
                .contains("key_1  acme", "tg_live_Ab3d  wxyz", "batch job")
                .contains("There are more; --all lists them.");
    }

    @Test
    void showsOneMemberByMemberOrAsItIs() {
        api.answering(200, PLAN).answering(200, PLAN);

        assertThat(run("plans", "show", "free")).isZero();
        assertThat(out.toString().lines())
                .contains("id           free", "limits       minute 10/PT1M rate per key");

        assertThat(run("plans", "show", "free", "--json")).isZero();
        assertThat(out.toString()).contains("\"amount\" : 10");
    }

    @Test
    void createsChangesAndDeletesWhatAFileSays() throws Exception {
        Path file = Files.writeString(dir.resolve("plan.json"), PLAN);
        api.answering(201, PLAN).answering(200, PLAN).answering(204, "");

        assertThat(run("plans", "create", file.toString())).as(err.toString()).isZero();
        assertThat(run("plans", "change", "free", file.toString())).isZero();
        assertThat(run("plans", "delete", "a b")).isZero();

        assertThat(api.requests())
                .containsExactly("/v1/plans", "/v1/plans/free", "/v1/plans/a%20b");
        assertThat(api.methods()).containsExactly("POST", "PUT", "DELETE");
        assertThat(api.bodies()).containsExactly(PLAN, PLAN, "");
    }

    @Test
    void changesOfAKeyOnlyWhatAFileSays() throws Exception {
        Path file = Files.writeString(dir.resolve("patch.json"), "{\"name\": null}");
        api.answering(200, "{\"id\": \"key_1\"}");

        assertThat(run("keys", "change", "key_1", file.toString())).as(err.toString()).isZero();

        assertThat(api.methods()).containsExactly("PATCH");
        assertThat(api.requests()).containsExactly("/v1/keys/key_1");
        assertThat(api.bodies()).containsExactly("{\"name\": null}");
    }

    @Test
    void tellsASecretOnceWithAWarning() {
        api.answering(201, "{\"id\": \"key_2\", \"secret\": \"tg_live_x\"}");

        assertThat(run("keys rotate key_1 --grace P7D")).as(err.toString()).isZero();

        assertThat(out.toString()).contains("secret  tg_live_x", "shown this once");
        assertThat(api.requests()).containsExactly("/v1/keys/key_1/rotate");
        assertThat(api.bodies()).containsExactly("{\"grace\":\"P7D\"}");
    }

    @Test
    void explainsARequestStepByStepAndTakesSecretsFromFilesOnly() throws Exception {
        String answer =
                """
                {"outcome": "LIMITED", "status": 429, "detail": "the limit 'day' is used up",
                 "steps": [{"step": "key", "outcome": "passed", "detail": "key_1 of acme"},
                  {"step": "limits", "outcome": "refused", "detail": "day: 0 of 2 left"}],
                 "limits": [{"name": "day", "subject": "key_1", "window": "P1D", "amount": 2,
                  "used": 2, "remaining": 0, "resetsAt": "2026-11-24T00:00:00Z", "asOf": null}],
                 "fleet": {"live": 2, "unreachable": 1, "oldestStateMillis": 90}}\
                """;
        Path secret = Files.writeString(dir.resolve("secret"), "tg_live_x\n");
        api.answering(200, answer).answering(200, answer);

        assertThat(run("keys explain key_1 --path /a --host h")).as(err.toString()).isZero();
        assertThat(out.toString().lines())
                .contains(
                        "LIMITED 429: the limit 'day' is used up",
                        "STEP    OUTCOME  DETAIL",
                        "limits  refused  day: 0 of 2 left",
                        "2 live edges, up to 90 ms behind, 1 unreachable");
        assertThat(run("keys explain --path /a --json --secret-file " + secret)).isZero();

        assertThat(api.requests()).containsExactly("/v1/keys/explain", "/v1/keys/explain");
        assertThat(api.bodies().getFirst())
                .contains("\"keyId\":\"key_1\"", "\"host\":\"h\"", "\"method\":\"GET\"")
                .doesNotContain("secret");
        assertThat(api.bodies().getLast())
                .contains("\"secret\":\"tg_live_x\"")
                .doesNotContain("keyId");
    }

    @Test
    void importsAFileInPartsAndNumbersRefusalsAsTheFileDoes() throws Exception {
        Path file = Files.writeString(dir.resolve("keys.ndjson"), "{}\n".repeat(5_003));
        api.answering(200, report(4_999, 1, 3)).answering(200, report(2, 1, 2));

        assertThat(run("keys import --batch legacy " + file)).isEqualTo(1);

        assertThat(out.toString().lines())
                .containsExactly(
                        "line 3: sha256: is missing",
                        "line 5002: sha256: is missing",
                        "Keys imported: 5,001; imported before: 0; lines refused: 2.");
        assertThat(api.requests())
                .containsExactly("/v1/keys/import?batch=legacy", "/v1/keys/import?batch=legacy");
        assertThat(api.bodies()).containsExactly("{}\n".repeat(5_000), "{}\n".repeat(3));
    }

    @Test
    void goesOnWithAnImportThatBrokeOff() throws Exception {
        Path file = Files.writeString(dir.resolve("keys.ndjson"), "{}\n".repeat(5_003));
        api.answering(200, report(5_000, 0, 0)).answering(503, "{\"detail\": \"Kafka is away\"}");

        assertThat(run("keys import --batch legacy " + file)).isEqualTo(1);
        assertThat(err.toString()).contains("go on with --from 5001", "Kafka is away");

        api.answering(200, report(3, 0, 0));
        assertThat(run("keys import --batch legacy --from 5001 " + file)).isZero();
        assertThat(api.bodies().getLast()).isEqualTo("{}\n".repeat(3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keys -> Say what to do, such as: tollgate keys list",
                "owners sideways -> sideways",
                "plans show -> ID",
                "keys create --owner acme -> --plan",
                "keys rotate key_1 -> --grace",
                "keys import keys.ndjson -> --batch",
                "keys import --batch legacy --from 0 keys.ndjson -> --from is the number of a line"
            })
    void endsWith2AndNamesWhatIsWrong(String line) {
        String[] parts = line.split(" -> ", 2);

        assertThat(Tollgate.line().setErr(new PrintWriter(err, true)).execute(parts[0].split(" ")))
                .isEqualTo(2);

        assertThat(err.toString().lines().findFirst().orElse("")).contains(parts[1]);
        assertThat(api.requests()).isEmpty();
    }

    @Test
    void namesAFileThatIsNotThere() {
        assertThat(run("keys import --batch legacy nowhere.ndjson")).isEqualTo(2);
        assertThat(run("plans create nowhere.json")).isEqualTo(2);

        assertThat(err.toString().lines())
                .containsExactly(
                        "tollgate: there is no file nowhere.ndjson",
                        "tollgate: there is no file nowhere.json");
        assertThat(api.requests()).isEmpty();
    }

    private static String report(long imported, int refused, int line) {
        String refusals =
                refused == 0 ? "" : "{\"line\": " + line + ", \"detail\": \"sha256: is missing\"}";
        return "{\"imported\": %d, \"present\": 0, \"refused\": %d, \"refusals\": [%s]}"
                .formatted(imported, refused, refusals);
    }

    private int run(String line) {
        return run(line.split(" "));
    }
}
