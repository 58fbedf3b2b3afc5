package io.tollgate.edge.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.Environment;
import io.tollgate.schemas.credentials.KeyForm;
import io.tollgate.schemas.credentials.Pepper;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialParserTest {
    private static final Pepper PEPPER = new Pepper(new byte[32]);
    private static final String KEY = KeyForm.DEFAULT.mint(Environment.LIVE, new byte[32]);
    private static final String OTHER = KeyForm.DEFAULT.mint(Environment.TEST, new byte[32]);
    private static final String FOREIGN = "sk-made-elsewhere/42";
    private static final Credential OF_KEY = new Credential.Presented(PEPPER.hash(KEY));
    private static final Credential MISSING = new Credential.Missing();
    private static final Credential CONFLICTING = new Credential.Conflicting();

    private final CredentialParser parser =
            new CredentialParser(KeyForm.DEFAULT, PEPPER, () -> false);
    private final CredentialParser importing =
            new CredentialParser(KeyForm.DEFAULT, PEPPER, () -> true);

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER \t ", " Bearer "})
    void takesABearerTokenHoweverTheSchemeIsWritten(String scheme) {
        assertThat(fields(List.of(scheme + KEY), List.of())).isEqualTo(OF_KEY);
    }

    @Test
    void takesTheKeyField() {
        assertThat(fields(List.of(), List.of(KEY))).isEqualTo(OF_KEY);
    }

    @Test
    void takesTheQueryOnlyWhereTheRouteAllowsIt() {
        var query = "a=1&key=" + KEY;

        assertThat(parser.parse(List.of(), List.of(), query, "key")).isEqualTo(OF_KEY);
        assertThat(parser.parse(List.of(), List.of(), query, "")).isEqualTo(MISSING);
        assertThat(parser.parse(List.of(), List.of(), query, "token")).isEqualTo(MISSING);
    }

    @Test
    void findsNothingInOtherSchemes() {
        assertThat(fields(List.of("Basic dTpw"), List.of())).isEqualTo(MISSING);
        assertThat(fields(List.of("BearerX " + KEY), List.of())).isEqualTo(MISSING);
        assertThat(fields(List.of(), List.of())).isEqualTo(MISSING);
        assertThat(fields(List.of("Basic dTpw"), List.of(KEY))).isEqualTo(OF_KEY);
    }

    @Test
    void takesTheSameCredentialSeveralTimes() {
        var bearer = "Bearer " + KEY;

        assertThat(parser.parse(List.of(bearer, bearer), List.of(KEY), "key=" + KEY, "key"))
                .isEqualTo(OF_KEY);
    }

    @Test
    void refusesCredentialsThatDiffer() {
        var bearer = "Bearer " + KEY;

        assertThat(fields(List.of(bearer), List.of(OTHER))).isEqualTo(CONFLICTING);
        assertThat(fields(List.of(bearer, "Bearer " + OTHER), List.of())).isEqualTo(CONFLICTING);
        assertThat(fields(List.of(bearer, "Basic dTpw"), List.of())).isEqualTo(CONFLICTING);
        assertThat(fields(List.of("Basic dTpw", bearer), List.of())).isEqualTo(CONFLICTING);
        assertThat(fields(List.of(), List.of(KEY, OTHER))).isEqualTo(CONFLICTING);
        assertThat(parser.parse(List.of(bearer), List.of(), "key=" + OTHER, "key"))
                .isEqualTo(CONFLICTING);
        assertThat(parser.parse(List.of(), List.of(), "key=" + KEY + "&key=" + OTHER, "key"))
                .isEqualTo(CONFLICTING);
    }

    @Test
    void refusesWhatCannotBeAKeyBeforeAnyLookUp() {
        var mistyped = KEY.substring(0, KEY.length() - 1) + (KEY.endsWith("a") ? "b" : "a");

        for (String bad :
                List.of(
                        "",
                        "tg_live_",
                        mistyped,
                        KEY + "x",
                        KEY.substring(1),
                        "a b",
                        "ümlaut-ümlaut-ümlaut",
                        "nul\0nul-nul-nul-nul",
                        "x".repeat(513))) {
            assertThat(importing.parse(List.of("Bearer " + bad), List.of(), null, ""))
                    .as(bad)
                    .isInstanceOfAny(Credential.Malformed.class, Credential.Presented.class)
                    .isNotEqualTo(OF_KEY);
            assertThat(fields(List.of(), List.of(bad)))
                    .as(bad)
                    .isInstanceOf(Credential.Malformed.class);
        }
        assertThat(importing.parse(List.of(), List.of(mistyped), null, ""))
                .isInstanceOf(Credential.Malformed.class);
    }

    @Test
    void takesOtherFormsOnlyWhereKeysWereImported() {
        assertThat(fields(List.of(), List.of(FOREIGN))).isInstanceOf(Credential.Malformed.class);
        assertThat(importing.parse(List.of(), List.of(FOREIGN), null, ""))
                .isEqualTo(new Credential.Presented(PEPPER.hash(FOREIGN)));
        assertThat(importing.parse(List.of(), List.of("too-short"), null, ""))
                .isInstanceOf(Credential.Malformed.class);
    }

    @Test
    void decodesTheQueryStrictly() {
        assertThat(importing.parse(List.of(), List.of(), "key=sk-made-elsewhere%2f42", "key"))
                .isEqualTo(new Credential.Presented(PEPPER.hash(FOREIGN)));
        for (String bad : List.of("%", "%4", "%zz", "%٣٣")) {
            assertThat(importing.parse(List.of(), List.of(), "key=" + KEY + bad, "key"))
                    .as(bad)
                    .isInstanceOf(Credential.Malformed.class);
        }
    }

    @Test
    void namesTheFieldsThatMustNotGoUpstream() {
        assertThat(CredentialParser.carriesCredential("x-api-key", "anything")).isTrue();
        assertThat(CredentialParser.carriesCredential("authorization", "bearer x")).isTrue();
        assertThat(CredentialParser.carriesCredential("Authorization", "Bearer")).isTrue();
        assertThat(CredentialParser.carriesCredential("Authorization", "Basic x")).isFalse();
        assertThat(CredentialParser.carriesCredential("Cookie", "Bearer x")).isFalse();
        assertThat(CredentialParser.withoutCredential("a=1&key=x", "key")).isEqualTo("a=1");
        assertThat(CredentialParser.withoutCredential("a=1&key=x", "")).isEqualTo("a=1&key=x");
        assertThat(CredentialParser.withoutCredential(null, "key")).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void neverThrowsAndNeverRepeatsWhatWasSent(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            List<String> authorization = values(random, random.nextBoolean() ? "Bearer " : "");
            List<String> apiKeys = values(random, "");
            String query = random.nextBoolean() ? null : "key=" + text(random) + "&" + text(random);

            Credential credential =
                    (random.nextBoolean() ? parser : importing)
                            .parse(authorization, apiKeys, query, "key");

            if (credential instanceof Credential.Malformed(String rule)) {
                var sent = new ArrayList<>(authorization);
                sent.addAll(apiKeys);
                assertThat(sent)
                        .as("seed %d, round %d", seed, i)
                        .noneMatch(value -> value.length() > 12 && rule.contains(value));
            }
        }
    }

    private Credential fields(List<String> authorization, List<String> apiKeys) {
        return parser.parse(authorization, apiKeys, null, "");
    }

    private static List<String> values(Random random, String prefix) {
        var values = new ArrayList<String>();
        for (int i = random.nextInt(3); i > 0; i--) {
            values.add(prefix + text(random));
        }
        return values;
    }

    private static String text(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> KEY;
            case 1 -> "tg_live_" + noise(random, 60);
            case 2 -> "x".repeat(random.nextInt(2_000));
            case 3 -> "%" + noise(random, 30) + "%";
            default -> noise(random, 40);
        };
    }

    private static String noise(Random random, int longest) {
        var text = new StringBuilder();
        for (int i = random.nextInt(longest + 1); i > 0; i--) {
            text.append((char) random.nextInt(random.nextBoolean() ? 128 : 0xffff));
        }
        return text.toString();
    }
}
