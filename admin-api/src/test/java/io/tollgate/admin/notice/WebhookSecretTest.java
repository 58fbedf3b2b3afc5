package io.tollgate.admin.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.tollgate.admin.security.WebhookSecret;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSecretTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /** The example that the authors of the specification test their own libraries with. */
    @Test
    void signsAsTheSpecificationsExample() {
        assertThat(
                        WebhookSecret.parse(SECRET)
                                .sign(
                                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                        1_614_265_330,
                                        "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @RepeatedTest(20)
    void anotherImplementationVerifiesWhatWeSignAndNothingElse(RepetitionInfo repetition)
            throws Exception {
        var random = new Random(repetition.getCurrentRepetition());
        byte[] bytes = new byte[24 + random.nextInt(41)];
        random.nextBytes(bytes);
        String secret = WebhookSecret.format(bytes);
        long now = Instant.now().getEpochSecond();
        String body = "{\"type\": \"key.revoked\", \"data\": \"ü " + random.nextLong() + "\"}";
        String signature = WebhookSecret.parse(secret).sign("ntf_1", now, body);
        var verifier = new Webhook(secret);

        verifier.verify(body, headers("ntf_1", now, signature));
        assertThatThrownBy(() -> verifier.verify(body, headers("ntf_2", now, signature)))
                .isInstanceOf(WebhookVerificationException.class);
        assertThatThrownBy(() -> verifier.verify(body + " ", headers("ntf_1", now, signature)))
                .isInstanceOf(WebhookVerificationException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_",
                "whsec_c2hvcnQ=",
                "whsec_not base64 at all, but long enough",
                "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
            })
    void anythingElseIsRefusedWithoutBeingRepeated(String text) {
        assertThatThrownBy(() -> WebhookSecret.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a webhook secret must be whsec_ and 24 to 64 bytes in base64");
    }

    @Test
    void itsLengthIsBoundedAndItsTextSaysNothing() {
        assertThatThrownBy(() -> WebhookSecret.parse(WebhookSecret.format(new byte[23])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WebhookSecret.parse(WebhookSecret.format(new byte[65])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(WebhookSecret.parse(WebhookSecret.format(new byte[64])))
                .hasToString("WebhookSecret[…]");
        assertThat(Base64.getDecoder().decode(SECRET.substring(6))).hasSize(24);
    }

    private static Map<String, List<String>> headers(String id, long at, String signature) {
        return Map.of(
                "webhook-id", List.of(id),
                "webhook-timestamp", List.of(String.valueOf(at)),
                "webhook-signature", List.of(signature));
    }
}
