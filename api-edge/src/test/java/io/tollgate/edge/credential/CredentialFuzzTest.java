package io.tollgate.edge.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.edge.Mutations;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.credentials.KeyForm;
import io.tollgate.schemas.credentials.Pepper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever is sent as a credential: read in little time, without failing, and never taken for one.
 */
class CredentialFuzzTest {
    private static final int INPUTS = 3_000;
    private static final String DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Pattern KEY =
            Pattern.compile("(?=(tg_(?:live|test)_[0-9A-Za-z]{43}[0-9A-Za-z]{6}))");
    private static final Pepper PEPPER = new Pepper(new byte[32]);
    private static final String LIVE = KeyForm.DEFAULT.mint(Environment.LIVE, new byte[32]);
    private static final String TEST =
            KeyForm.DEFAULT.mint(
                    Environment.TEST,
                    "thirty-two characters of entropy".getBytes(StandardCharsets.US_ASCII));
    private static final List<String> VALID =
            List.of(
                    LIVE,
                    TEST,
                    "Bearer " + LIVE,
                    "bearer \t" + TEST,
                    "Basic dTpw",
                    "key=" + LIVE,
                    "a=b&key=" + TEST + "&c=%20d",
                    "tg_live_",
                    "");

    private final CredentialParser parser =
            new CredentialParser(KeyForm.DEFAULT, PEPPER, () -> false);

    @RepeatedTest(10)
    @Timeout(20)
    void nothingIsPresentedThatWasNotSentAndWellFormed(RepetitionInfo repetition) {
        var inputs = new Mutations(repetition.getCurrentRepetition(), VALID);
        int presented = 0;
        for (int i = 0; i < INPUTS; i++) {
            List<String> authorization = some(inputs);
            List<String> apiKeys = some(inputs);
            String query = inputs.below(3) == 0 ? null : inputs.next();
            var sent = new ArrayList<>(authorization);
            sent.addAll(apiKeys);
            sent.add(query == null ? "" : decoded(query));

            Credential credential = parser.parse(authorization, apiKeys, query, "key");

            if (credential instanceof Credential.Presented(var hash)) {
                presented++;
                assertThat(keysIn(sent).stream().map(PEPPER::hash))
                        .as("seed %d, input %d: %s", repetition.getCurrentRepetition(), i, sent)
                        .contains(hash);
            }
        }
        assertThat(presented).isPositive();
    }

    @RepeatedTest(5)
    @Timeout(20)
    void whatIsTakenOutOfAQueryIsGone(RepetitionInfo repetition) {
        var inputs = new Mutations(repetition.getCurrentRepetition(), VALID);
        for (int i = 0; i < INPUTS; i++) {
            String query = inputs.next();

            String rest = CredentialParser.withoutCredential(query, "key");

            assertThat(parser.parse(List.of(), List.of(), rest, "key"))
                    .as("seed %d, input %d: %s", repetition.getCurrentRepetition(), i, query)
                    .isEqualTo(new Credential.Missing());
        }
    }

    private static List<String> some(Mutations inputs) {
        return IntStream.range(0, inputs.below(3)).mapToObj(_ -> inputs.next()).toList();
    }

    /** Keys by the rule as it is written down, checksum included. */
    private static List<String> keysIn(List<String> sent) {
        var keys = new ArrayList<String>();
        for (String text : sent) {
            Matcher matcher = KEY.matcher(text);
            while (matcher.find()) {
                String key = matcher.group(1);
                String body = key.substring(0, key.length() - 6);
                if (key.endsWith(checksum(body))) {
                    keys.add(key);
                }
            }
        }
        return keys;
    }

    private static String checksum(String body) {
        var crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        var digits = new StringBuilder();
        for (long left = crc.getValue(); digits.length() < 6; left /= 62) {
            digits.append(DIGITS.charAt((int) (left % 62)));
        }
        return digits.reverse().toString();
    }

    /** Escapes read leniently, since this only looks for what may have been a key. */
    private static String decoded(String query) {
        var text = new StringBuilder();
        for (int i = 0; i < query.length(); i++) {
            boolean escape =
                    query.charAt(i) == '%'
                            && i + 2 < query.length()
                            && Character.digit(query.charAt(i + 1), 16) >= 0
                            && Character.digit(query.charAt(i + 2), 16) >= 0;
            text.append(
                    escape
                            ? (char) Integer.parseInt(query.substring(i + 1, i + 3), 16)
                            : query.charAt(i));
            i += escape ? 2 : 0;
        }
        return text.toString();
    }
}
