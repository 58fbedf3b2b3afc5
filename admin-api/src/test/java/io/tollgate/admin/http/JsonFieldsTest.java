package io.tollgate.admin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFieldsTest {
    private record Part(String name, long amount) {
        static Part read(JsonFields fields) {
            return new Part(
                    fields.required("name", Shape.id()),
                    fields.required("amount", Shape.number(1, 10)));
        }
    }

    private record Whole(String id, List<Part> parts, Optional<Duration> time) {
        static Whole read(JsonFields fields) {
            return new Whole(
                    fields.required("id", Shape.id()),
                    fields.objects("parts", Part::read),
                    fields.optional(
                            "time", Shape.duration(Duration.ofSeconds(1), Duration.ofHours(1))));
        }
    }

    @Test
    void readsWhatIsThereAndLeavesOutWhatIsNull() {
        assertThat(
                        read(
                                """
                                {"id": "a", "parts": [{"name": "b", "amount": 2}], "time": null}
                                """))
                .isEqualTo(new Whole("a", List.of(new Part("b", 2)), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{} ~ id ~ is missing",
                "{\"id\": null} ~ id ~ is missing",
                "{\"id\": 5} ~ id ~ must be 1 to 63",
                "{\"id\": \"A\"} ~ id ~ must be 1 to 63",
                "{\"id\": \"a\", \"x\": 1} ~ x ~ is not a member here; there are id, parts, time",
                "{\"id\": \"a\", \"parts\": {}} ~ parts ~ must be a list",
                "{\"id\": \"a\", \"parts\": [5]} ~ parts[0] ~ must be an object, not a number",
                "{\"id\": \"a\", \"parts\": [{\"name\": \"b\"}]} ~ parts[0].amount ~ is missing",
                "{\"id\": \"a\", \"parts\": [{\"name\": \"b\", \"amount\": 11}]} ~ parts[0].amount"
                        + " ~ from 1 to 10",
                "{\"id\": \"a\", \"parts\": [{\"name\": \"b\", \"amount\": 1.5}]} ~"
                        + " parts[0].amount ~ whole number",
                "{\"id\": \"a\", \"parts\": [{\"name\": \"b\", \"amount\": 1, \"z\": 0}]} ~"
                        + " parts[0].z ~ is not a member",
                "{\"id\": \"a\", \"time\": \"PT2H\"} ~ time ~ from PT1S to PT1H",
                "{\"id\": \"a\", \"time\": \"soon\"} ~ time ~ ISO 8601 duration"
            })
    void namesTheMemberThatIsWrongAndWhatIsRight(String body, String field, String message) {
        Problem problem = refusal(body);

        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.errors()).hasSize(1);
        assertThat(problem.errors().getFirst().field()).isEqualTo(field);
        assertThat(problem.errors().getFirst().message()).contains(message);
        assertThat(problem.detail()).contains(field).contains(message);
    }

    @Test
    void tellsEverythingThatIsWrongAtOnce() {
        Problem problem = refusal("{\"id\": 1, \"parts\": [{}, {\"name\": 2}], \"y\": 0}");

        assertThat(problem.errors())
                .extracting(FieldError::field)
                .containsExactly(
                        "id",
                        "parts[0].name",
                        "parts[0].amount",
                        "parts[1].name",
                        "parts[1].amount",
                        "y");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "[] ~ must be a JSON object, not a list",
                "\"a\" ~ must be a JSON object, not a text",
                "null ~ must be a JSON object, not null",
                "{\"id\": \"a\"} {} ~ not valid JSON",
                "{\"id\": \"a\", \"id\": \"b\"} ~ Duplicate field 'id'",
                "{\"id\": \"a\" ~ not valid JSON at line 1",
                "{'id': 1} ~ not valid JSON",
                "{\"id\": NaN} ~ not valid JSON"
            })
    void refusesWhatIsNotOneJsonObject(String body, String message) {
        Problem problem = refusal(body);

        assertThat(problem.type()).isEqualTo("urn:tollgate:problem:invalid-body");
        assertThat(problem.detail()).contains(message);
    }

    @Test
    void refusesAnEmptyBody() {
        assertThat(refusal("").detail()).contains("the body is empty");
    }

    @Test
    void refusesNestingThatIsDeepEnoughToHurt() {
        assertThat(refusal("[".repeat(5_000)).detail()).contains("not valid JSON");
    }

    private static Whole read(String body) {
        return JsonFields.read(body.getBytes(StandardCharsets.UTF_8), Whole::read);
    }

    private static Problem refusal(String body) {
        return catchThrowableOfType(ProblemException.class, () -> read(body)).problem();
    }
}
