package io.tollgate.admin.leak;

import static io.tollgate.admin.leak.SampleSecrets.FORMS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeakPlaceTest {
    private static final String KEY = SampleSecrets.live(1);
    private static final String OTHER = SampleSecrets.live(2);

    private final LeakPlace places = new LeakPlace(FORMS);

    @Test
    void keepsWhatLeadsToTheLeak() {
        String file = "https://github.com/octocat/Hello-World/blob/12345600b9cb/foo/bar.txt";

        assertThat(of(file)).isEqualTo(file);
        assertThat(of("HTTP://Example.COM:8080/a%20b")).isEqualTo("http://example.com:8080/a%20b");
        assertThat(of("https://example.com")).isEqualTo("https://example.com");
    }

    @Test
    void leavesOutUserQueryAndFragment() {
        assertThat(of("https://me:pass@example.com/a?token=s3cret#s3cret"))
                .isEqualTo("https://example.com/a");
    }

    @Test
    void leavesOutAPathWithTheKeyInItInAnyForm() {
        String halved = KEY.substring(0, 20) + "/" + KEY.substring(20);
        for (String path :
                List.of(
                        KEY,
                        "a/" + KEY + "/b",
                        KEY.replace("_", "%5f"),
                        KEY.replace("_", "%25255F"),
                        KEY.toLowerCase(Locale.ROOT),
                        halved,
                        OTHER,
                        OTHER.replace("t", "%74"))) {
            assertThat(of("https://example.com/" + path))
                    .as(path)
                    .isEqualTo("https://example.com/…");
        }
    }

    @Test
    void leavesOutTheKeyOfAForeignFormToo() {
        assertThat(places.of("https://example.com/abcd-1234-efgh/x", List.of("abcd-1234-efgh")))
                .isEqualTo("https://example.com/…");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "in a chat",
                "javascript:alert(1)",
                "file:///etc/passwd",
                "//example.com/x",
                "https://",
                "https://a b",
                "https://example.com/%",
                "https://ex\u0000ample.com"
            })
    void keepsNothingThatIsNoWebAddress(String text) {
        assertThat(of(text)).isEmpty();
    }

    @Test
    void keepsNothingOfAHostThatIsTheKey() {
        assertThat(of("https://" + KEY.replace("_", "") + ".example.com/")).isEmpty();
    }

    @Test
    void cutsWhatIsTooLong() {
        assertThat(of("https://example.com/" + "a".repeat(500))).hasSize(200).endsWith("a…");
        assertThat(of("https://example.com/" + "a".repeat(5_000))).isEmpty();
    }

    private String of(String address) {
        return places.of(address, List.of(KEY));
    }
}
