package io.tollgate.admin.leak;

import static io.tollgate.admin.leak.SampleSecrets.FORMS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.schemas.credentials.KeyHash;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportFormTest {
    private static final String KEY = SampleSecrets.live(1);
    private static final Map<String, String> HTML = Map.of("Content-Type", ReportedKeys.FORM);
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    private final List<LeakReport> reports = new ArrayList<>();
    private boolean full;
    private long now;
    private final ReportForm form =
            new ReportForm(
                    report -> !full && reports.add(report),
                    new SourceTurns(new SourceLimit(3, () -> now), new ClientSource(List.of())),
                    FORMS,
                    Desk.PEPPER);

    @Test
    void takesAKeyAndSendsTheBrowserOn() {
        Answer answer = post(HTML, "key=" + KEY + "&url=" + encoded("https://paste.example/x?y"));

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.headers()).containsEntry("Location", "leaks/received");
        assertThat(answer.body()).isEmpty();
        assertThat(reports)
                .containsExactly(
                        new LeakReport(
                                hash(KEY),
                                Via.FORM,
                                "reported as leaked with the public form",
                                "https://paste.example/x"));
    }

    @Test
    void takesJsonToo() {
        Answer answer = post(JSON, "{\"key\": \"" + KEY + "\"}");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(Calls.text(answer)).isEqualTo("{\"status\":\"received\"}");
        assertThat(reports).extracting(LeakReport::hash).containsExactly(hash(KEY));
        assertThat(reports.getFirst().place()).isEmpty();
    }

    @Test
    void findsTheKeysInWhatWasPasted() {
        String other = SampleSecrets.live(2);
        post(HTML, "key=" + encoded("curl -H 'X-API-Key: " + KEY + "' …\n" + other + " " + KEY));

        assertThat(reports).extracting(LeakReport::hash).containsExactly(hash(KEY), hash(other));
    }

    @Test
    void takesAKeyOfAForeignForm() {
        post(HTML, "key=" + encoded(" legacy-key/12345+= "));

        assertThat(reports)
                .extracting(LeakReport::hash)
                .containsExactly(hash("legacy-key/12345+="));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "key=",
                "key=short",
                "key=hunter2hunter2+with+blanks",
                "key=hunter2hunter2&key=hunter2hunter2",
                "key=hunter2hunter2%zz",
                "kee=hunter2hunter2",
                "hunter2hunter2"
            })
    void saysWhatIsWrongWithoutAWordOfIt(String body) {
        Answer answer = post(HTML, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.contentType()).startsWith("text/html");
        assertThat(Calls.text(answer)).contains("role=\"alert\"").doesNotContain("hunter2");
        assertThat(reports).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2hunter2",
                "\"hunter2hunter2\"",
                "{\"key\": hunter2hunter2}",
                "{\"hunter2hunter2\": 1}",
                "{\"key\": [\"hunter2hunter2\"]}"
            })
    void saysWhatIsWrongWithJsonWithoutAWordOfIt(String body) {
        assertThatThrownBy(() -> post(JSON, body))
                .isInstanceOf(ProblemException.class)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void takesNoOtherMediaTypeAndNoLargeBody() {
        assertThatThrownBy(() -> post(Map.of("Content-Type", "text/plain"), KEY))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("Content-Type");
        assertThat(post(HTML, "key=" + "a".repeat(9_000)).status()).isEqualTo(413);
    }

    @Test
    void limitsEachSourceWhateverItSends() {
        for (int i = 0; i < 3; i++) {
            assertThat(post(HTML, "key=" + SampleSecrets.live(i)).status()).isEqualTo(303);
        }
        Answer limited = post(HTML, "key=" + KEY);
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.headers()).containsEntry("Retry-After", "20");
        assertThat(limited.contentType()).startsWith("text/html");
        assertThat(reports).hasSize(3);
        assertThat(
                        post(
                                        Map.of(
                                                "Content-Type",
                                                ReportedKeys.FORM,
                                                "peer",
                                                "192.0.2.2"),
                                        "key=" + KEY)
                                .status())
                .isEqualTo(303);

        now += Duration.ofSeconds(20).toNanos();
        assertThat(post(HTML, "key=" + KEY).status()).isEqualTo(303);
    }

    @Test
    void saysSoWhenTooManyReportsWait() {
        full = true;

        assertThat(post(HTML, "key=" + KEY).status()).isEqualTo(503);
        assertThat(post(HTML, "key=" + KEY).headers()).containsEntry("Retry-After", "60");
    }

    @Test
    void showsPagesThatLoadAndRunNothingFromElsewhere() {
        for (String path : List.of(ReportForm.PATH, ReportForm.RECEIVED)) {
            Answer page = Calls.get(form.all(), path);
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.headers().get("Content-Security-Policy"))
                    .contains("default-src 'none'")
                    .contains("frame-ancestors 'none'")
                    .contains("form-action 'self'")
                    .doesNotContain("unsafe");
            assertThat(page.headers()).containsEntry("Referrer-Policy", "no-referrer");
            assertThat(Calls.text(page))
                    .contains("<html lang=\"en\">")
                    .doesNotContain("<script")
                    .doesNotContain("style=")
                    .doesNotContainPattern("(src|href)=\"https?:");
        }
        assertThat(Calls.text(Calls.get(form.all(), ReportForm.PATH)))
                .contains("<form method=\"post\"")
                .contains("<label for=\"key\">")
                .contains("spellcheck=\"false\"");
    }

    private Answer post(Map<String, String> headers, String body) {
        return Calls.post(form.all(), ReportForm.PATH, headers, body.getBytes(UTF_8));
    }

    private static KeyHash hash(String secret) {
        return Desk.PEPPER.hash(secret);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
