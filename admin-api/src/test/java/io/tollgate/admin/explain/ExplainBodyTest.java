package io.tollgate.admin.explain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tollgate.admin.http.FieldError;
import io.tollgate.admin.http.JsonFields;
import io.tollgate.admin.http.ProblemException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainBodyTest {
    @Test
    void needsAMethodAndAPathOnly() {
        assertThat(read("{\"method\": \"get\", \"path\": \"/a?b=c\"}"))
                .isEqualTo(
                        new ExplainBody(
                                Optional.empty(),
                                Optional.empty(),
                                "GET",
                                "",
                                "/a?b=c",
                                Optional.empty()));
        assertThat(errors("{}")).extracting(FieldError::field).containsExactly("method", "path");
    }

    @Test
    void readsAKeyAHostAndAnAddress() {
        ExplainBody body =
                read(
                        """
                        {"keyId": "key_1", "method": "POST", "host": "api.example:443", "path": "/a",
                         "source": "2001:db8::1"}
                        """);

        assertThat(body.keyId()).contains("key_1");
        assertThat(body.host()).isEqualTo("api.example:443");
        assertThat(body.source()).contains(InetAddress.ofLiteral("2001:db8::1"));
    }

    @Test
    void refusesAKeysIdTogetherWithASecret() {
        String body =
                "{\"keyId\": \"key_1\", \"secret\": \"s\", \"method\": \"GET\", \"path\": \"/\"}";

        assertThat(errors(body))
                .containsExactly(new FieldError("secret", "must not be given together with keyId"));
    }

    @ParameterizedTest
    @CsvSource({
        "method, G T",
        "method, ''",
        "path, ''",
        "source, example.org",
        "source, 192.0.2.256",
        "source, ''",
        "secret, ''",
        "keyId, ''"
    })
    void namesTheMemberThatIsWrong(String member, String value) {
        var body = JsonNodeFactory.instance.objectNode().put("method", "GET").put("path", "/");
        body.put(member, value);

        assertThat(errors(body.toString())).extracting(FieldError::field).containsExactly(member);
    }

    @Test
    void neitherErrorsNorItsOwnTextRepeatWhatMayBeASecret() {
        String wrong = "{\"method\": \"GET\", \"path\": \"/\", \"secret\": \"my\\tsecret\"}";
        assertThat(errors(wrong).toString()).doesNotContain("my", "\t");

        ExplainBody right =
                read("{\"method\": \"GET\", \"path\": \"/?key=hidden\", \"secret\": \"covert\"}");
        assertThat(right.toString()).doesNotContain("hidden", "covert");
    }

    private static ExplainBody read(String body) {
        return JsonFields.read(body.getBytes(UTF_8), ExplainBody::read);
    }

    private static List<FieldError> errors(String body) {
        return catchThrowableOfType(ProblemException.class, () -> read(body)).problem().errors();
    }
}
