package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A request that must be refused.
 *
 * @param what what is wrong with it
 * @param text all that is sent, each character a byte
 * @param status the status of the refusal
 * @param problem the kind of problem that the body tells of
 * @param words what the body's detail, in any case, must name
 */
record BadRequest(String what, String text, int status, String problem, List<String> words) {

    static BadRequest of(String what, Call call, int status, String problem, String... words) {
        String text = new String(call.bytes(), StandardCharsets.ISO_8859_1);
        return new BadRequest(what, text, status, problem, List.of(words));
    }

    static BadRequest raw(String what, String text, int status, String problem, String... words) {
        return new BadRequest(what, text, status, problem, List.of(words));
    }

    /** Sends it to a port, and checks the refusal. */
    Answer assertRefusedAt(int port) {
        try (var connection = Connection.to(port)) {
            Answer answer = answered(connection);
            assertThat(
                            answer.field("X-Tollgate-Status")
                                    .map(Integer::parseInt)
                                    .orElse(answer.status()))
                    .as("%s: %s", what, answer)
                    .isEqualTo(status);
            assertThat(answer.field("Content-Type"))
                    .as("%s: %s", what, answer)
                    .contains("application/problem+json");
            assertThat(answer.problem()).as("%s: %s", what, answer).isEqualTo(problem);
            assertThat(answer.json().path("status").asInt())
                    .as("%s: %s", what, answer)
                    .isEqualTo(status);
            assertThat(answer.json().path("detail").asText())
                    .as("%s: %s", what, answer)
                    .satisfies(detail ->
                            words.forEach(word -> assertThat(detail).containsIgnoringCase(word)));
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(what + ": no answer", e);
        }
    }

    /** A server may refuse before all was sent; what it said is there to be read all the same. */
    private Answer answered(Connection connection) throws IOException {
        try {
            connection.send(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException _) {
            return connection.answer();
        }
        return connection.answer();
    }
}
