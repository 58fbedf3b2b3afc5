package io.tollgate.admin.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.admin.http.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GithubKeysTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private long now = -5;
    private int fetches;
    private boolean away;
    private final SigningKeys github = new SigningKeys();
    private final GithubKeys keys = new GithubKeys(this::fetch, HOUR, () -> now);

    @Test
    void fetchesTheListOnceAndAgainWhenItExpires() throws Exception {
        github.add("a", "secp256r1");

        assertThat(keys.find("a")).isPresent();
        assertThat(keys.find("a")).isPresent();
        assertThat(fetches).isEqualTo(1);

        now += HOUR.toNanos();
        assertThat(keys.find("a")).isPresent();
        assertThat(fetches).isEqualTo(2);
    }

    @Test
    void fetchesItAgainForAnIdThatItLacksAsOftenAsIsDecent() throws Exception {
        github.add("a", "secp256r1");
        assertThat(keys.find("a")).isPresent();
        github.add("b", "secp256r1");

        assertThat(keys.find("b")).isEmpty();
        now += Duration.ofMinutes(2).toNanos();
        assertThat(keys.find("b")).isPresent();
        for (int i = 0; i < 1_000; i++) {
            assertThat(keys.find("made up " + i)).isEmpty();
        }
        assertThat(fetches).isEqualTo(2);
    }

    @Test
    void forgetsAKeyThatGitHubTookBack() throws Exception {
        github.add("a", "secp256r1");
        assertThat(keys.find("a")).isPresent();
        github.remove("a");

        now += HOUR.toNanos();

        assertThat(keys.find("a")).isEmpty();
    }

    @Test
    void vouchesForNobodyWhileTheListCantBeHad() throws Exception {
        github.add("a", "secp256r1");
        away = true;
        assertThatThrownBy(() -> keys.find("a")).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> keys.find("a")).hasMessageContaining("can't be fetched");
        assertThat(fetches).isEqualTo(1);

        away = false;
        now += Duration.ofSeconds(10).toNanos();
        assertThat(keys.find("a")).isPresent();

        away = true;
        assertThat(keys.find("a")).isPresent();
        now += HOUR.toNanos();
        assertThatThrownBy(() -> keys.find("a")).isInstanceOf(ProblemException.class);
    }

    @Test
    void passesOverKeysThatItCantUse() throws Exception {
        github.add("a", "secp384r1").add("b", "secp256r1");

        assertThat(keys.find("a")).isEmpty();
        assertThat(keys.find("b")).isPresent();
    }

    @Test
    void takesNonsenseForNoList() {
        for (String nonsense : new String[] {"<html>", "", "{\"public_keys\": "}) {
            var broken =
                    new GithubKeys(
                            () -> nonsense.getBytes(StandardCharsets.UTF_8), HOUR, () -> now);
            assertThatThrownBy(() -> broken.find("a")).isInstanceOf(ProblemException.class);
        }
        var other =
                new GithubKeys(
                        () ->
                                "{\"public_keys\": [{}, 1, {\"key_identifier\": \"a\", \"key\": \"x\"}]}"
                                        .getBytes(StandardCharsets.UTF_8),
                        HOUR,
                        () -> now);
        assertThat(other.find("a")).isEmpty();
    }

    private byte[] fetch() throws IOException {
        fetches++;
        if (away) {
            throw new IOException("no route");
        }
        return github.list();
    }
}
