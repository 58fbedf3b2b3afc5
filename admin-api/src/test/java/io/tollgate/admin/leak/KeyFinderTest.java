package io.tollgate.admin.leak;

import static io.tollgate.admin.leak.SampleSecrets.FORMS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tollgate.schemas.Environment;
import io.tollgate.schemas.credentials.KeyForm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFinderTest {
    private static final String KEY = SampleSecrets.live(1);

    @Test
    void findsAKeyWhereverItStands() {
        for (String text :
                List.of(
                        KEY,
                        "X-API-Key: " + KEY + "\r\n",
                        "{\"key\":\"" + KEY + "\"}",
                        "PROD_KEY_" + KEY + "_OLD",
                        "https://api.example/?key=" + KEY + "&page=2",
                        "ü" + KEY + "ü")) {
            assertThat(KeyFinder.in(text, FORMS)).as(text).containsExactly(new FoundKey(KEY, 1));
        }
    }

    @Test
    void passesOverWhatOnlyLooksLikeOne() {
        char last = KEY.charAt(KEY.length() - 1);
        String typo = KEY.substring(0, KEY.length() - 1) + (last == 'A' ? 'B' : 'A');
        String cut = KEY.substring(0, KEY.length() - 1);

        assertThat(KeyFinder.in(typo + " " + cut + " tg_live_ tg_", FORMS)).isEmpty();
    }

    @Test
    void countsLines() {
        String other = SampleSecrets.of(KeyForm.DEFAULT, Environment.TEST, 2);

        assertThat(KeyFinder.in("a\n" + KEY + " " + KEY + "\r\n\n" + other, FORMS))
                .extracting(FoundKey::secret, FoundKey::line)
                .containsExactly(tuple(KEY, 2L), tuple(KEY, 2L), tuple(other, 4L));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void findsEachOnceHoweverTheBytesArrive(long seed) {
        var random = new Random(seed);
        var forms = List.of(KeyForm.DEFAULT, new KeyForm("tgadm"), new KeyForm("averylongbrand16"));
        var expected = new ArrayList<String>();
        var text = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            // Words of all lengths, some far longer than what is kept of one.
            text.append("t");
            text.append("g_x".repeat(random.nextInt(3_000)));
            KeyForm form = forms.get(random.nextInt(forms.size()));
            String key = SampleSecrets.of(form, Environment.LIVE, random.nextLong());
            expected.add(key);
            text.append(random.nextBoolean() ? "_" : " ").append(key);
            text.append(random.nextBoolean() ? "" : "\n");
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        var found = new ArrayList<String>();
        var finder = new KeyFinder(forms, key -> found.add(key.secret()));
        for (int at = 0; at < bytes.length; ) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(5_000));
            finder.take(Arrays.copyOfRange(bytes, at, at + length), length);
            at += length;
        }
        finder.end();

        assertThat(found).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void showsNoMoreOfAKeyThanItsRecordDoes() {
        var found = new FoundKey(KEY, 7);

        assertThat(found.prefix()).isEqualTo(KEY.substring(0, 12)).startsWith("tg_live_");
        assertThat(found.lastFour()).isEqualTo(KEY.substring(KEY.length() - 4));
        assertThat(found.toString()).doesNotContain(KEY).contains("tg_live_").contains("line 7");
    }
}
