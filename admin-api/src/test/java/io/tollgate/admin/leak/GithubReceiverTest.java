package io.tollgate.admin.leak;

import static io.tollgate.admin.leak.SampleSecrets.FORMS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.table.WriteRefusedException;
import io.tollgate.schemas.Environment;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GithubReceiverTest {
    private static final String OURS = SampleSecrets.live(1);
    private static final String OTHER = SampleSecrets.live(2);
    private static final String BODY =
            """
            [{"token": "%s", "type": "tollgate_key", "url": "https://github.com/a/b/blob/c/d.txt?x=%s",
              "source": "commit", "later": {"more": 1}},
             {"token": "%s", "type": "tollgate_key", "url": "", "source": "Issue_comment"}]
            """
                    .formatted(OURS, OURS, OTHER);

    private final SigningKeys github = new SigningKeys();
    private final Desk desk = new Desk();

    @BeforeEach
    void makeKeys() throws Exception {
        github.add("gh-1", "secp256r1").add("gh-2", "secp256r1");
        desk.know(OURS, Desk.key("key_1", Environment.LIVE).build());
    }

    @Test
    void revokesWhatIsOursAndSaysWhichItWas() throws Exception {
        Answer answer = signed(BODY);

        assertThat(answer.status()).isEqualTo(200);
        JsonNode labels = new ObjectMapper().readTree(answer.body());
        assertThat(labels).hasSize(2);
        assertThat(labels.get(0))
                .isEqualTo(
                        new ObjectMapper()
                                .valueToTree(
                                        Map.of(
                                                "token_hash", sha256(OURS),
                                                "token_type", "tollgate_key",
                                                "label", "true_positive")));
        assertThat(labels.get(1).path("label").asText()).isEqualTo("false_positive");
        assertThat(labels.get(1).path("token_hash").asText()).isEqualTo(sha256(OTHER));
        assertThat(Calls.text(answer)).doesNotContain(OURS).doesNotContain(OTHER);
        assertThat(desk.revocations).hasSize(1);
        assertThat(desk.revocations.getFirst().getReason())
                .isEqualTo("reported as leaked by GitHub, found in commit");
        assertThat(desk.revocations.getFirst().getCaseReference())
                .isEqualTo("https://github.com/a/b/blob/c/d.txt");
    }

    @Test
    void saysTheSameOfAKeyThatWasRevokedBefore() throws Exception {
        assertThat(Calls.text(signed(BODY))).isEqualTo(Calls.text(signed(BODY)));
        assertThat(desk.revocations).hasSize(1);
    }

    @Test
    void readsNothingThatIsNotSignedByGitHub() throws Exception {
        byte[] body = BODY.getBytes(UTF_8);
        String right = github.sign("gh-1", body);
        String changed = github.sign("gh-1", (BODY + " ").getBytes(UTF_8));

        assertRefused(null, null);
        assertRefused("gh-1", null);
        assertRefused(null, right);
        assertRefused("gh-2", right);
        assertRefused("gh-3", right);
        assertRefused("gh-1", changed);
        assertRefused("gh-1", "not base64!");
        assertRefused("gh-1", "");
        assertRefused("gh-1", "AAAA".repeat(1_000));
        assertThat(desk.revocations).isEmpty();
        assertThat(desk.outcomes).isEmpty();
    }

    @Test
    void verifiesTheExampleOfGitHubsOwnDescription() {
        // Key, body and signature are those that the programme's description gives as an example.
        String list =
                """
                {"public_keys": [{"is_current": true, "key_identifier":
                "f9525bf080f75b3506ca1ead061add62b8633a346606dc5fe544e29231c6ee0d", "key":
                "-----BEGIN PUBLIC KEY-----\\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEsz9ugWDj5jK5ELBK42ynytbo38gP\\n\
                HzZFI03Exwz8Lh/tCfL3YxwMdLjB+bMznsanlhK0RwcGP3IDb34kQDIo3Q==\\n-----END PUBLIC KEY-----"}]}
                """;
        String body =
                """
                [{"token":"some_token","type":"some_type","url":"some_url","source":"some_source"}]\
                """;
        var keys = new GithubKeys(() -> list.getBytes(UTF_8), Duration.ofHours(1), () -> 0);
        var receiver = new GithubReceiver(keys, desk.desk, new LeakPlace(FORMS), Desk.PEPPER);

        Answer answer =
                Calls.post(
                        receiver.all(),
                        GithubReceiver.PATH,
                        Map.of(
                                GithubSignature.KEY_HEADER,
                                "f9525bf080f75b3506ca1ead061add62b8633a346606dc5fe544e29231c6ee0d",
                                GithubSignature.HEADER,
                                "MEUCIFLZzeK++IhS+y276SRk2Pe5LfDrfvTXu6iwKKcFGCrvAiEAhHN2kDOhy2I6eGkOFmxNkOJ+L2y8oQ9A2T9GGJo6WJY="),
                        body.getBytes(UTF_8));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(Calls.text(answer)).contains("\"token_type\":\"some_type\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tg_live_secret",
                "{}",
                "[1]",
                "[{\"type\": \"t\"}]",
                "[{\"token\": \"tg_live_secret\"}]",
                "[{\"token\": {}, \"type\": \"t\"}]",
                "[{\"token\": \"tg_live_secret\", \"type\": \"t\"}"
            })
    void refusesASignedBodyThatIsNotOfTheProgramme(String body) {
        assertThatThrownBy(() -> signed(body))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("JSON array")
                .hasMessageNotContaining("tg_live_secret");
    }

    @Test
    void answersAnEmptyListWithAnEmptyList() throws Exception {
        assertThat(Calls.text(signed("[]"))).isEqualTo("[]");
    }

    @Test
    void promisesNothingWhileKafkaIsAway() {
        desk.kafkaAway = true;

        assertThatThrownBy(() -> signed(BODY)).isInstanceOf(WriteRefusedException.class);
    }

    private Answer signed(String text) throws Exception {
        byte[] body = text.getBytes(UTF_8);
        return post("gh-1", github.sign("gh-1", body), body);
    }

    private void assertRefused(@Nullable String key, @Nullable String signature) {
        assertThatThrownBy(() -> post(key, signature, BODY.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().status()).isEqualTo(403));
    }

    private Answer post(@Nullable String key, @Nullable String signature, byte[] body) {
        var headers = new HashMap<String, String>();
        if (key != null) {
            headers.put(GithubSignature.KEY_HEADER, key);
        }
        if (signature != null) {
            headers.put(GithubSignature.HEADER, signature);
        }
        var keys = new GithubKeys(github::list, Duration.ofHours(1), () -> 0);
        var receiver = new GithubReceiver(keys, desk.desk, new LeakPlace(FORMS), Desk.PEPPER);
        return Calls.post(receiver.all(), GithubReceiver.PATH, headers, body);
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    }
}
