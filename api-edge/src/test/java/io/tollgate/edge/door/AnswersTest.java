package io.tollgate.edge.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.edge.limit.LimitSpec;
import io.tollgate.edge.limit.LimitWindow;
import io.tollgate.edge.limit.Quota;
import io.tollgate.edge.verdict.Verdict;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AnswersTest {
    private static final LimitSpec MONTH =
            new LimitSpec(
                    "a \"quoted\\ näme", 1000, LimitWindow.Calendar.MONTH, LimitScope.OWNER, true);

    private final Answers answers = new Answers(new RateLimitFields(false));

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN_KEY", "EXPIRED", "REVOKED", "SUSPENDED"})
    void areTheSameToTheByteForAllKeysThatAreNotValid(Outcome outcome) {
        Answer unknown = answers.refused(refused(Outcome.UNKNOWN_KEY, "a"));
        Answer other = answers.refused(refused(outcome, "b"));

        assertThat(other.status()).isEqualTo(401);
        assertThat(other.body()).isEqualTo(unknown.body());
        assertThat(other.fields()).isEqualTo(unknown.fields());
        assertThat(field(other, "WWW-Authenticate"))
                .startsWith("Bearer realm=\"tollgate\", error=\"invalid_token\"");
    }

    @ParameterizedTest
    @CsvSource({
        "NO_CREDENTIAL,401,no-credential,Bearer realm=\"tollgate\"",
        "MALFORMED,400,malformed-credential,'Bearer realm=\"tollgate\", error=\"invalid_request\"'",
        "NO_ROUTE,404,no-route,''",
        "FORBIDDEN,403,forbidden,''",
        "BAD_REQUEST,400,bad-request,''"
    })
    void sayWhatIsWrong(Outcome outcome, int status, String type, String challenge) {
        Answer answer = answers.refused(refused(outcome, "because"));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(body(answer))
                .startsWith("{\"type\":\"urn:tollgate:problem:" + type + "\",\"title\":\"")
                .contains("\"status\":" + status + ",");
        assertThat(field(answer, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(field(answer, "WWW-Authenticate")).isEqualTo(challenge);
    }

    @Test
    void nameTheScopesThatAreMissing() {
        var refused =
                new Verdict.Refused(
                        Outcome.FORBIDDEN, Doors.KEY, "no", List.of("read", "bad\"scope", "write"));

        assertThat(field(answers.refused(refused), "WWW-Authenticate"))
                .isEqualTo(
                        "Bearer realm=\"tollgate\", error=\"insufficient_scope\", scope=\"read"
                                + " write\"");
    }

    @Test
    void escapeWhatTheyQuote() {
        assertThat(body(answers.problem(Problem.BAD_REQUEST, "a \"b\"\n\\")))
                .endsWith("\"detail\":\"a \\\"b\\\"\\n\\\\\"}");
    }

    @Test
    void sayUntilWhenALimitIsUsedUp() {
        var limited =
                new Verdict.Limited(
                        Doors.KEY, Doors.MINUTE, 17, List.of(new Quota(Doors.MINUTE, 0, 17)));

        Answer answer = answers.limited(limited);

        assertThat(answer.status()).isEqualTo(429);
        assertThat(field(answer, "Retry-After")).isEqualTo("17");
        assertThat(field(answer, "RateLimit")).isEqualTo("\"minute\";r=0;t=17");
        assertThat(body(answer))
                .contains("'minute' of 10 per PT1M")
                .endsWith("\"violated-policies\":[\"minute\"]}");
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_READY", "STALE", "OVERLOADED"})
    void sayWhenToComeBack(Outcome outcome) {
        Answer answer = answers.unavailable(new Verdict.Unavailable(outcome, null, "later", 3));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(field(answer, "Retry-After")).isEqualTo("3");
    }

    @Test
    void tellSeveralLimitsInOneField() {
        var quotas = List.of(new Quota(Doors.MINUTE, 4, 30), new Quota(MONTH, 2, 86_400));

        var fields = new RateLimitFields(false).of(quotas);

        assertThat(fields)
                .extracting(HttpField::getValue)
                .containsExactly(
                        "\"minute\";q=10;w=60,\"a \\\"quoted\\\\ n_me\";q=1000;w=2592000",
                        "\"minute\";r=4;t=30,\"a \\\"quoted\\\\ n_me\";r=2;t=86400");
    }

    @Test
    void tellTheNearestLimitInTheOlderFieldsToo() {
        var quotas = List.of(new Quota(Doors.MINUTE, 4, 30), new Quota(MONTH, 2, 86_400));

        assertThat(new RateLimitFields(true).of(quotas))
                .extracting(HttpField::toString)
                .contains(
                        "X-RateLimit-Limit: 1000",
                        "X-RateLimit-Remaining: 2",
                        "X-RateLimit-Reset: 86400");
        assertThat(new RateLimitFields(true).of(List.of())).isEmpty();
    }

    private static Verdict.Refused refused(Outcome outcome, String detail) {
        return new Verdict.Refused(outcome, null, detail, List.of());
    }

    private static String body(Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static String field(Answer answer, String name) {
        return answer.fields().stream()
                .filter(field -> field.is(name))
                .map(HttpField::getValue)
                .collect(Collectors.joining("|"));
    }
}
