package io.tollgate.schemas.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.schemas.Environment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFormTest {
    private static final String BASE62 = "[0-9A-Za-z]";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatItMintsIsWellFormed(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            String secret = KeyForm.DEFAULT.mint(Environment.LIVE, bytes(random));
            assertThat(secret).matches("tg_live_" + BASE62 + "{43}" + BASE62 + "{6}");
            assertThat(KeyForm.DEFAULT.wellFormed(secret)).isTrue();
        }
    }

    @Test
    void theLeastAndTheMostRandomHaveTheSameLength() {
        byte[] most = new byte[32];
        Arrays.fill(most, (byte) -1);
        assertThat(KeyForm.DEFAULT.mint(Environment.TEST, new byte[32]))
                .hasSameSizeAs(KeyForm.DEFAULT.mint(Environment.TEST, most));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aChangedCharacterIsNoticed(long seed) {
        var random = new Random(seed);
        String secret = KeyForm.DEFAULT.mint(Environment.LIVE, bytes(random));
        for (int i = "tg_live_".length(); i < secret.length(); i++) {
            char[] changed = secret.toCharArray();
            for (char other :
                    new char[] {secret.charAt(i) == 'a' ? 'b' : 'a', '-', 'ä', '\u212a'}) {
                changed[i] = other;
                assertThat(KeyForm.DEFAULT.wellFormed(new String(changed)))
                        .as("%s at position %d", other, i)
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tg_live_",
                "tg_live_x",
                "other",
                "tg_prod_abc",
                "TG_LIVE_abc",
                "tg_live_ä"
            })
    void otherStringsAreNot(String text) {
        assertThat(KeyForm.DEFAULT.wellFormed(text)).isFalse();
    }

    @Test
    void knowsWhatClaimsToBeOneOfOurs() {
        assertThat(KeyForm.DEFAULT.claims("tg_live_anything")).isTrue();
        assertThat(KeyForm.DEFAULT.claims("sk_live_anything")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Tg", "9a", "a-b", "abcdefghijklmnopq"})
    void refusesABrandThatWouldNotReadBack(String brand) {
        assertThatThrownBy(() -> new KeyForm(brand))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 16 lower-case letters and digits");
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[KeyForm.RANDOM_BYTES];
        random.nextBytes(bytes);
        return bytes;
    }
}
