package io.tollgate.schemas.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PepperTest {
    private static final byte[] BYTES =
            "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEWER =
            "fedcba9876543210fedcba9876543210".getBytes(StandardCharsets.US_ASCII);

    @Test
    void aHashIsTheHmacOfTheDigestOfTheSecret() throws Exception {
        byte[] digest =
                MessageDigest.getInstance("SHA-256")
                        .digest("secret".getBytes(StandardCharsets.UTF_8));
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(BYTES, "HmacSHA256"));

        KeyHash hash = new Pepper(BYTES).hash("secret");

        assertThat(hash.hex()).isEqualTo(HexFormat.of().formatHex(mac.doFinal(digest)));
        assertThat(new Pepper(BYTES).hashOfDigest(digest, 1)).isEqualTo(hash);
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "Schlüssel", ""})
    void aSecretIsHashedWhereItLiesInAText(String begin) throws Exception {
        var pepper = new Pepper(BYTES);
        for (String secret : List.of(begin, begin.repeat(100))) {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(secret.getBytes(StandardCharsets.UTF_8));

            assertThat(pepper.hash("Bearer " + secret, 7))
                    .isEqualTo(pepper.hashOfDigest(digest, 1));
            assertThat(pepper.hash(secret)).isEqualTo(pepper.hashOfDigest(digest, 1));
        }
    }

    @Test
    void aHashSurvivesItsHexForm() {
        KeyHash hash = new Pepper(BYTES).hash("secret");
        assertThat(KeyHash.fromHex(hash.hex())).isEqualTo(hash);
        assertThat(KeyHash.of(hash.bytes())).isEqualTo(hash);
    }

    @Test
    void theTextFormOfAHashTellsTooLittleToLookItUp() {
        assertThat(new Pepper(BYTES).hash("secret").toString()).hasSizeLessThan(24);
    }

    @Test
    void refusesAShortPepper() {
        assertThatThrownBy(() -> new Pepper(new byte[31]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32 bytes");
    }

    @Test
    void tellsAPepperThatWasTypedFromOneThatChanceMade() {
        assertThat(new Pepper(new byte[32]).guessable()).isTrue();
        assertThat(new Pepper(BYTES).guessable()).isTrue();
        byte[] steps = new byte[64];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = (byte) (200 + 3 * i);
        }
        assertThat(new Pepper(steps).guessable()).isTrue();

        var random = new Random(42);
        for (int i = 0; i < 10_000; i++) {
            byte[] made = new byte[32];
            random.nextBytes(made);
            assertThat(new Pepper(made).guessable()).as("seed 42, number %d", i).isFalse();
        }
    }

    @Test
    void readsAFileOfHexDigits(@TempDir Path folder) throws IOException {
        Path file =
                Files.writeString(folder.resolve("pepper"), HexFormat.of().formatHex(BYTES) + "\n");
        assertThat(Pepper.read(file).hash("x")).isEqualTo(new Pepper(BYTES).hash("x"));
    }

    @Test
    void aNewerVersionGoesOnFromWhatTheOneBeforeMade() throws Exception {
        var old = new Pepper(BYTES);
        var rotated = new Pepper(BYTES, NEWER);
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(NEWER, "HmacSHA256"));

        KeyHash hash = rotated.hash("secret");

        assertThat(hash.bytes()).isEqualTo(mac.doFinal(old.hash("secret").bytes()));
        assertThat(rotated.version()).isEqualTo(2);
        assertThat(rotated.hashAsOf("secret", 1)).isEqualTo(old.hash("secret"));
        assertThat(rotated.renewed(old.hash("secret"), 1)).isEqualTo(hash);
        assertThat(rotated.renewed(hash, 2)).isEqualTo(hash);
    }

    @Test
    void renewsAHashOverSeveralVersions() {
        var third = new Pepper(BYTES, NEWER, BYTES);
        assertThat(third.renewed(new Pepper(BYTES).hash("secret"), 1))
                .isEqualTo(third.hash("secret"));
        assertThat(third.renewed(new Pepper(BYTES, NEWER).hash("secret"), 2))
                .isEqualTo(third.hash("secret"));
    }

    @Test
    void refusesAVersionThatItDoesNotHave() {
        var pepper = new Pepper(BYTES);
        assertThatThrownBy(() -> pepper.renewed(pepper.hash("secret"), 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("versions 1 to 1, not 2");
        assertThatThrownBy(() -> pepper.hashAsOf("secret", 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsOneVersionFromEachLine(@TempDir Path folder) throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("pepper"),
                        HexFormat.of().formatHex(BYTES) + "\n\n" + HexFormat.of().formatHex(NEWER));
        assertThat(Pepper.read(file).hash("x")).isEqualTo(new Pepper(BYTES, NEWER).hash("x"));
    }

    @Test
    void namesTheFileThatIsNoPepperAndNotItsText(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("pepper"), "hunter2");
        assertThatThrownBy(() -> Pepper.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("hunter2");
    }
}
