package io.tollgate.admin.resource;

import static io.tollgate.admin.resource.SampleKeys.NOON;
import static io.tollgate.admin.resource.SampleKeys.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.admin.http.Json;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.Limit;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTermsTest {
    private static final ApiKey KEY =
            key("key_1")
                    .setAllowedSources(List.of("192.0.2.0/24"))
                    .setLimits(
                            List.of(
                                    new Limit(
                                            "minute", 5L, "PT1M", LimitKind.RATE, LimitScope.KEY)))
                    .setExpiresAt(NOON.plusSeconds(60))
                    .build();

    @Test
    void anEmptyPatchChangesNothing() {
        KeyTerms before = KeyTerms.of(KEY);

        assertThat(patched("{}")).isEqualTo(before);
        assertThat(before.into(ApiKey.newBuilder(KEY)).build()).isEqualTo(KEY);
    }

    @Test
    void changesWhatIsGivenAndLeavesTheRest() {
        KeyTerms terms =
                patched(
                        """
                        {"planId": "pro", "name": "nightly", "tags": {"team": null, "env": "x"},
                         "expiresAt": "2026-01-02T00:00:00Z"}
                        """);

        assertThat(terms.planId()).isEqualTo("pro");
        assertThat(terms.name()).isEqualTo("nightly");
        assertThat(terms.tags()).isEqualTo(Map.of("env", "x"));
        assertThat(terms.expiresAt()).hasToString("Optional[2026-01-02T00:00:00Z]");
        assertThat(terms.scopes()).containsExactly("read");
        assertThat(terms.allowedSources()).isEqualTo(KEY.getAllowedSources());
        assertThat(terms.limits()).isEqualTo(KEY.getLimits());
    }

    @Test
    void nullTakesAwayWhatCanBeMissing() {
        KeyTerms terms =
                patched(
                        """
                        {"name": null, "scopes": null, "tags": null, "allowedSources": null,
                         "limits": null, "expiresAt": null}
                        """);

        assertThat(terms)
                .isEqualTo(
                        new KeyTerms(
                                "free",
                                "",
                                List.of(),
                                Map.of(),
                                List.of(),
                                List.of(),
                                Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{\"ownerId\": \"other\"} ~ ownerId: is not a member here; there are allowedSources",
                "{\"ownerId\": null} ~ ownerId: is not a member here",
                "{\"planId\": null} ~ planId: is missing; it must be",
                "{\"planId\": \"Not Lower\"} ~ planId: must be 1 to 63 lower-case",
                "{\"expiresAt\": \"2026-01-01T11:59:59Z\"} ~ expiresAt: must be in the future",
                "{\"allowedSources\": [\"10.0.0.1/8\"]} ~ allowedSources[0]: must be an address",
                "{\"tags\": {\"team\": 7}} ~ tags.team: must be a text",
                "{\"limits\": [{\"name\": \"a\"}]} ~ limits[0].amount: is missing",
                "[] ~ must be a JSON object, not a list"
            })
    void namesTheMemberThatIsWrong(String patch, String message) {
        assertThatThrownBy(() -> patched(patch))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anEndThatHasPassedStaysUnlessItIsChanged() {
        KeyTerms expired = KeyTerms.of(key("key_1").setExpiresAt(NOON.minusSeconds(1)).build());

        assertThat(expired.patched(json("{\"name\": \"old\"}"), NOON).expiresAt())
                .contains(NOON.minusSeconds(1));
    }

    private static KeyTerms patched(String patch) {
        return KeyTerms.of(KEY).patched(json(patch), NOON);
    }

    private static JsonNode json(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
